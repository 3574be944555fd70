import { isMap, placeOnMap } from '../math/mapPlacing';
import { place, SPAN, type Decode } from '../math/placing';
import type { Vector } from '../math/vector';
import type { Numbers } from '../outputs/output';
import { copies } from '../sources/copies';
import { canEncode } from '../sources/folder';
import type { Model, Posterior } from '../sources/source';
import { ENCODING, LANES } from './lanes';

/** Milliseconds after which a search gives what it has found. */
const TIME = 25_000;

/** Finds the latent point of samples: with the encoder or, if there is none, by a search. */
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

  /** Whether what it finds depends on the conditions of the moment. */
  get conditional(): boolean {
    const { conditions, conditionalEncoder } = this.model.folder;
    return conditions.length > 0 && (conditionalEncoder || !this.instant);
  }

  /** The posterior of a sample. Null if a later one superseded it. */
  async find(sample: Numbers): Promise<Posterior | null> {
    const { model } = this;
    const { latentShape, latentDim, output } = model.folder;
    if (this.instant) return model.encode(ENCODING.placed, output.toValues(sample), 1);
    const own = ++this.last;
    const inRangeUnits = (numbers: Numbers): Numbers => output.inRangeUnits?.(numbers) ?? numbers;
    const decoded = copies(model, LANES.place);
    const stale = () => own !== this.last;
    const decode: Decode = async (z, n) => {
      const numbers = stale() ? null : await decoded(z, n);
      return numbers && inRangeUnits(numbers);
    };
    const progress = (share: number): void => {
      if (!stale()) this.share = share;
    };
    const end = performance.now() + TIME;
    const left = (): number => (end - performance.now()) / TIME;
    const [height, width, channels] = output.shape as [number, number, number];
    try {
      return latentShape && isMap(latentShape) && output.pixels
        ? await placeOnMap(decode, sample, latentShape, [channels, height, width], progress, left)
        : await place(
            decode,
            inRangeUnits(sample),
            latentDim,
            Math.random,
            progress,
            this.directions,
            left,
            SPAN / output.range,
          );
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
