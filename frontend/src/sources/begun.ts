import type { Opening } from './source';

/** A source whose first model can start to open before the page is loaded. */
export abstract class Begun {
  private begun: { id: string; opening: Promise<Opening> } | undefined;

  /** Starts to open a model that the page will ask for. */
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
