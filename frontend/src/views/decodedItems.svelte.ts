import { rows } from '../math/vector';
import type { Numbers } from '../outputs/output';
import type { Explorer } from '../state/explorer.svelte';
import type { LANES } from '../state/lanes';
import { decode } from './decode';
import { copied } from './pictures';

/** What a model decodes at the points of encoded items, as far as it was asked for. */
export class DecodedItems {
  /** The samples of the latest items, by their rows in the atlas. */
  samples: ReadonlyMap<number, Numbers> = $state.raw(new Map());
  private known = new Map<number, Numbers>();
  private revision: object | null = null;

  constructor(
    private readonly explorer: Explorer,
    private readonly lane: keyof typeof LANES,
  ) {}

  /** Decodes those of the items that are not known at this revision of the model, and forgets all others. */
  ask(items: readonly number[]): void {
    const { explorer, lane } = this;
    const { revision, output, encoded } = explorer;
    const same = revision === this.revision;
    this.revision = revision;
    this.known = new Map(
      items.flatMap((item) => (same && this.known.has(item) ? [[item, this.known.get(item)!]] : [])),
    );
    this.samples = this.known;
    const missing = items.filter((item) => !this.known.has(item));
    const asked = this.known;
    void decode(
      explorer,
      lane,
      rows(missing.map((item) => encoded.rowOf(item))),
      (samples) => {
        // the items of a later request may not need to be decoded
        if (asked !== this.known) return;
        this.known = new Map([...this.known, ...missing.map((item, k) => [item, copied(samples, k, output)] as const)]);
        this.samples = this.known;
      },
      missing.length,
    );
  }
}
