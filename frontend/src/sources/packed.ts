import type { Reader } from './folder';
import { openFolder } from './opened';
import type { Entry, Opening, Source } from './source';

/** The models of an exported page. `read` reads their files: from within the page, or from beside it. */
export class PackedSource implements Source {
  private begun: { id: string; opening: Promise<Opening> } | undefined;

  constructor(private readonly entries: Entry[], private readonly read: Reader) {}

  async list(): Promise<Entry[]> {
    return this.entries;
  }

  /** Begins to open a model that will be asked for, as early as can be. */
  begin(id: string): Promise<Opening> {
    const opening = this.open(id);
    opening.catch(() => undefined);
    this.begun = { id, opening };
    return opening;
  }

  open(id: string): Promise<Opening> {
    const { begun } = this;
    this.begun = undefined;
    if (begun?.id === id) return begun.opening;
    return openFolder((name) => this.read(`models/${id}/${name}`));
  }
}
