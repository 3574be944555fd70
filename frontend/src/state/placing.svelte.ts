import { place } from '../math/placing';
import { canEncode } from '../sources/folder';
import type { Model, Posterior } from '../sources/source';
import { valuesOf } from '../math/values';
import { ENCODING, LANES } from './lanes';

/** Finds the place of images in a model's latent space: by its encoder or, where it has none, by a search. */
export class Placing {
  /** How much of a search is done, from 0 to 1; null while there is none. */
  share: number | null = $state(null);
  private last = 0;

  constructor(private readonly model: Model) {}

  /** Whether it takes no time that a person would notice. */
  get instant(): boolean {
    return canEncode(this.model.folder);
  }

  /** Where an image of the model's size lies, its pixels channels last. Null where a later one took this one's place. */
  async find(pixels: Uint8Array<ArrayBuffer>): Promise<Posterior | null> {
    const { model } = this;
    if (this.instant) return model.encode(ENCODING.placed, valuesOf(pixels, model.folder.image), 1);
    const own = ++this.last;
    const stale = () => own !== this.last;
    try {
      return await place(
        async (z, n) => {
          const images = stale() ? null : await model.decode(LANES.place, z, n);
          if (!images) return null;
          const bytes = images.bytes.slice();
          images.release();
          return bytes;
        },
        pixels,
        model.folder.latentDim,
        Math.random,
        (share) => {
          if (!stale()) this.share = share;
        },
      );
    } finally {
      if (!stale()) this.share = null;
    }
  }

  /** Ends a search that is under way. */
  stop(): void {
    this.last++;
    this.share = null;
  }
}
