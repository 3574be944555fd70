import { isMap, placeOnMap } from '../math/mapPlacing';
import { place, type Decode } from '../math/placing';
import type { Vector } from '../math/vector';
import { canEncode } from '../sources/folder';
import type { Model, Posterior } from '../sources/source';
import { valuesOf } from '../math/values';
import { ENCODING, LANES } from './lanes';

/** Milliseconds after which a search gives what it has found. */
const TIME = 25_000;

/** Finds the latent point of images: with the encoder or, if there is none, by a search. */
export class Placing {
  /** The progress of a search from 0 to 1; null if none is running. */
  share: number | null = $state(null);
  /** Directions to search first. */
  directions: readonly Vector[] = [];
  private last = 0;

  constructor(private readonly model: Model) {}

  /** Whether it takes no noticeable time. */
  get instant(): boolean {
    return canEncode(this.model.folder);
  }

  /** The posterior of an image of the model's size, channels last. Null if a later image superseded it. */
  async find(pixels: Uint8Array<ArrayBuffer>): Promise<Posterior | null> {
    const { model } = this;
    if (this.instant) return model.encode(ENCODING.placed, valuesOf(pixels, model.folder.image), 1);
    const own = ++this.last;
    const stale = () => own !== this.last;
    const decode: Decode = async (z, n) => {
      const images = stale() ? null : await model.decode(LANES.place, z, n);
      if (!images) return null;
      const bytes = images.bytes.slice();
      images.release();
      return bytes;
    };
    const progress = (share: number): void => {
      if (!stale()) this.share = share;
    };
    const end = performance.now() + TIME;
    const left = (): number => (end - performance.now()) / TIME;
    const { latentShape, latentDim, image } = model.folder;
    try {
      return latentShape && isMap(latentShape)
        ? await placeOnMap(decode, pixels, latentShape, [image.channels, image.height, image.width], progress, left)
        : await place(decode, pixels, latentDim, Math.random, progress, this.directions, left);
    } finally {
      if (!stale()) this.share = null;
    }
  }

  /** Stops a running search. */
  stop(): void {
    this.last++;
    this.share = null;
  }
}
