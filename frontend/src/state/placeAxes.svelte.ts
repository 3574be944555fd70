import { axesAt } from '../math/placeAxes';
import { seeded } from '../math/random';
import { dot, minus, norm, same, type Vector } from '../math/vector';
import { copies } from '../sources/copies';
import type { Axis } from './axis';
import type { Explorer } from './explorer.svelte';
import { LANES } from './lanes';
import type { Moment } from './moment';

/** The most axes that have a slider. */
const MOST = 12;
/** Along an axis whose strength is a smaller share of the greatest, almost nothing changes. */
const STILL = 0.01;

/** A direction along which the sample changes at a place. */
export interface PlaceAxis extends Axis {
  /** How much the sample changes per latent unit, in its values. */
  readonly strength: number;
  /** The square of that as a share of the squares of all. */
  readonly part: number;
}

/** The axes of a place, and where they were found. */
export interface Found {
  readonly z: Vector;
  readonly given: Vector;
  readonly moment: Moment | null;
  /** Those with a slider, the strongest first. Their zero is the place. */
  readonly axes: readonly PlaceAxis[];
  /** How many axes follow that change the sample, and their share of all change. */
  readonly weaker: number;
  readonly rest: number;
  /** How many axes were examined: fewer than there are dimensions if they were estimated. */
  readonly examined: number;
}

/** The axes of one place of a model's latent space: found on request, they stay while the point moves. */
export class PlaceAxes {
  found: Found | null = $state.raw(null);
  /** Why there are none, as a sentence; '' otherwise. */
  fault = $state('');
  busy = $state(false);
  /** How often they were found: each time they are other axes. */
  private count = 0;

  constructor(private readonly explorer: Explorer) {}

  /** How far the current point is from the place, in latent units. */
  get distance(): number {
    return this.found ? norm(minus(this.explorer.view.z, this.found.z)) : 0;
  }

  /** Whether what is decoded at a point has changed: by other conditions, or by training. */
  get outdated(): boolean {
    const { found, explorer } = this;
    return found !== null && !(same(found.given, explorer.given) && found.moment === explorer.encoded.moment);
  }

  /** Finds the axes of the current point. */
  async renew(): Promise<void> {
    const { model, folder, axes, given, view, encoded } = this.explorer;
    const { pixels, size } = folder.output;
    this.busy = true;
    this.fault = '';
    try {
      const { z } = view;
      const first = axes.components?.components ?? axes.sensitive ?? [];
      const found = await axesAt(copies(model, LANES.jacobian), z, size, pixels !== null, first, seeded());
      if (!found) return;
      // bytes stand for values from low to high
      const scale = pixels ? (pixels.high - pixels.low) / 255 : 1;
      const least = STILL * found.strengths[0]!;
      const changing = found.strengths.filter((strength) => strength > least).length;
      const part = (strength: number): number => strength ** 2 / found.total;
      this.count++;
      this.found = {
        z,
        given,
        moment: encoded.moment,
        axes: found.directions.slice(0, Math.min(MOST, changing)).map((direction, i) => ({
          key: `place${this.count}.${i + 1}`,
          name: `axis ${i + 1}`,
          dimension: null,
          origin: dot(z, direction),
          own: false,
          nats: null,
          deviation: null,
          share: null,
          direction,
          strength: scale * found.strengths[i]!,
          part: part(found.strengths[i]!),
        })),
        weaker: Math.max(0, changing - MOST),
        rest: found.strengths.slice(MOST, changing).reduce((sum, strength) => sum + part(strength), 0),
        examined: found.examined,
      };
    } catch (error) {
      this.found = null;
      this.fault = (error as Error).message;
    } finally {
      this.busy = false;
    }
  }

  /** Keeps an axis as a direction of the view, under a name that no other direction has. */
  keep({ name, direction }: PlaceAxis): void {
    const taken = new Set(this.explorer.view.directions.map((other) => other.name));
    let own = name;
    for (let i = 2; taken.has(own); i++) own = `${name} (${i})`;
    this.explorer.keepDirection({ name: own, vector: direction });
  }

  /** Whether the view has the axis as a direction. */
  isKept({ direction }: PlaceAxis): boolean {
    return this.explorer.view.directions.some(({ vector }) => same(vector, direction));
  }
}
