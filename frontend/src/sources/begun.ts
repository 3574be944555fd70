import type { Opening } from './source';

/** A source whose first model can be begun before the page that asks for it is there. */
export abstract class Begun {
  private begun: { id: string; opening: Promise<Opening> } | undefined;

  /** Begins to open a model that will be asked for, as early as can be. */
  begin(id: string): Promise<Opening> {
    const opening = this.opened(id);
    opening.catch(() => undefined);
    this.begun = { id, opening };
    return opening;
  }

  open(id: string): Promise<Opening> {
    const { begun } = this;
    this.begun = undefined;
    return begun?.id === id ? begun.opening : this.opened(id);
  }

  protected abstract opened(id: string): Promise<Opening>;
}
