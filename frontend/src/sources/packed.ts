import { Begun } from './begun';
import type { Reader } from './folder';
import { openFolder, type Fallback } from './opened';
import type { Entry, Opening, Source } from './source';

/** The models of an exported page. `read` reads their files from the page or from beside it. */
export class PackedSource extends Begun implements Source {
  constructor(
    private readonly entries: Entry[],
    private readonly read: Reader,
    private readonly fallback?: Fallback,
  ) {
    super();
  }

  async list(): Promise<Entry[]> {
    return this.entries;
  }

  protected opened(id: string): Promise<Opening> {
    return openFolder((name, part) => this.read(`models/${id}/${name}`, part), undefined, this.fallback);
  }
}
