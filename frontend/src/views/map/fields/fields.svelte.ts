import { centresIn, type Cells } from '../../../math/geometry/cells';
import { anisotropy, indicatrix } from '../../../math/geometry/plane';
import { moved, type Slice } from '../../../math/slice';
import type { Vector } from '../../../math/vector';
import { Sampler, type Surface } from '../../../state/geometry/sampler';
import { Unwanted } from '../../../state/geometry/tracing';
import { Latest } from '../../../state/latest';
import type { Field } from '../../../state/view';
import type { Chart } from '../chart.svelte';
import { extentOf, type Extent } from '../frame';
import { KINDS, lackOf, type Found, type Verdict } from './kinds';
import { scaleOf, type Scale } from './picture';
import { layoutSurface, planeOf } from './surface';

/** Values along each side of the map: at first, and once there is time. */
const SIDES = [16, 64] as const;
/** Ellipses along each side. */
export const ELLIPSES = 12;
/** Milliseconds without a change until fields are found, and those that the finer one may take. */
const REST = 150;
const LONGEST = 20_000;
/** Points nearer than this are equal: the rounding error of a move along the plane. */
const NEAR = 1e-4;
/** Places that are trusted less have no ellipse. */
const TRUSTED = 0.5;
/** The half axis of the largest ellipses, as a share of the distance between two; and which those are. */
const [REACH, LARGEST] = [0.46, 0.75];

/** The scale of probabilities. */
const SHARES: Scale = { low: 0, high: 1, isLog: false };

/** A field that is shown: `side` by `side` values of an extent, row by row from the top left. */
export interface Shown {
  field: Field;
  extent: Extent;
  side: number;
  values: ArrayLike<number>;
  verdict: Verdict | null;
  trust: Float32Array | null;
  scale: Scale;
}

/** An ellipse of equal change at a place: half axes in units of the map, and the angle of the first. */
export interface Ellipse {
  place: [number, number];
  major: number;
  minor: number;
  angle: number;
  /** Whether it is drawn smaller than it is. */
  isShrunk: boolean;
}

/** What is to be found: another object whenever something else is. */
interface Wanted {
  field: Field | null;
  ellipses: boolean;
  surface: Surface;
  extent: Extent;
}

/** The fields of one map: found once the map is at rest, coarsely first, in the lowest lanes. */
export class Fields {
  shown: Shown | null = $state.raw(null);
  /** Ellipses along which samples change by `change`. */
  ellipses: { all: readonly Ellipse[]; change: number } | null = $state.raw(null);
  /** Why the field cannot be found, as a sentence. */
  private failure = $state('');

  readonly field: Field | null = $derived.by(() => {
    const { field } = this.chart.explorer.view;
    return field === 'none' ? null : field;
  });
  readonly fault: string = $derived.by(
    () => (this.field && lackOf(this.field, this.chart.explorer)) || (this.field ? this.failure : ''),
  );
  private readonly drawn = $derived.by(() => this.chart.explorer.view.ellipses);
  private readonly whole = $derived.by(() => this.chart.whole.span);
  /** The surface that the map shows, the same until the point leaves it. */
  readonly surface: Surface | null = $derived.by(() => {
    const { slice, layout, explorer } = this.chart;
    if (slice) return this.planeThrough(slice, moved(slice, explorer.view.z, 0, 0));
    return layout && layoutSurface(layout, this.whole);
  });
  private last: { slice: Slice; across: Vector; surface: Surface } | null = null;
  private readonly wanted: Wanted | null = $derived.by(() => {
    const { surface, field, drawn, chart } = this;
    const { revision, encoded, predictor } = chart.explorer;
    void [revision, encoded.data, predictor?.shown];
    const shown = field && !lackOf(field, chart.explorer) ? field : null;
    if (!surface || !(shown || drawn) || !chart.width || !chart.height) return null;
    return { field: shown, ellipses: drawn, surface, extent: extentOf(chart.frame, chart.size) };
  });
  private readonly requests = new Latest<Wanted>(
    (wanted) => this.find(wanted),
    (error) => {
      if (!(error instanceof Unwanted)) this.failure = error.message;
    },
  );

  constructor(readonly chart: Chart) {}

  /** Finds what is wanted once it has rested. To be called in an effect, whose clean-up it returns. */
  follow(): () => void {
    const { wanted } = this;
    this.failure = '';
    if (!wanted?.field) this.shown = null;
    if (!wanted?.ellipses) this.ellipses = null;
    const timer = setTimeout(() => wanted && this.requests.request(wanted), REST);
    return () => clearTimeout(timer);
  }

  /** What the field is at a latent point, which lies at a place of the map. */
  async valueAt(field: Field, surface: Surface, place: readonly [number, number], z: Vector): Promise<Found> {
    const sampler = new Sampler(this.chart.explorer, this.chart.explorer.geometry!.tracing, 'ring');
    const where = { surface, places: Float32Array.from(place), points: z };
    return KINDS[field].find(sampler, where, this.chart.explorer);
  }

  close(): void {
    this.requests.close();
  }

  private planeThrough(slice: Slice, across: Vector): Surface {
    const { last } = this;
    if (last?.slice === slice && across.every((value, i) => Math.abs(value - last.across[i]!) < NEAR))
      return last.surface;
    this.last = { slice, across, surface: planeOf(slice, across) };
    return this.last.surface;
  }

  private async find(wanted: Wanted): Promise<void> {
    const { explorer } = this.chart;
    const sampler = new Sampler(explorer, explorer.geometry!.tracing, 'fields', () => wanted === this.wanted);
    let took = 0;
    for (const [i, side] of SIDES.entries()) {
      // what takes too long stays coarse
      if (wanted.field && (!i || took * (side / SIDES[0]) ** 2 < LONGEST)) {
        const start = performance.now();
        await this.findField(wanted, wanted.field, side, sampler);
        took = performance.now() - start;
      }
      if (!i && wanted.ellipses) await this.findEllipses(wanted, sampler);
    }
  }

  private async findField(
    { surface, extent, ...wanted }: Wanted,
    field: Field,
    side: number,
    by: Sampler,
  ): Promise<void> {
    const cells: Cells = { ...extent, side };
    const places = centresIn(cells);
    const { points, trust } = surface.at(places);
    const where = { surface, places, points, cells };
    const { values, verdict = null } = await KINDS[field].find(by, where, this.chart.explorer);
    if (wanted.field !== this.field) throw new Unwanted();
    const scale = verdict ? SHARES : scaleOf(values, KINDS[field].isLog);
    if (!scale) throw new Error('The samples do not change here, so this field has no values.');
    this.failure = '';
    this.shown = { field, extent, side, values, verdict, trust, scale };
  }

  private async findEllipses({ surface, extent }: Wanted, by: Sampler): Promise<void> {
    const places = centresIn({ ...extent, side: ELLIPSES });
    const { trust } = surface.at(places);
    const metrics = await by.metrics(surface, places);
    const apart = Math.min(extent.right - extent.left, extent.top - extent.bottom) / ELLIPSES;
    const all = metrics.flatMap((metric, i) => {
      const one = indicatrix(metric);
      if ((trust && trust[i]! < TRUSTED) || !Number.isFinite(one.minor) || Number.isNaN(anisotropy(metric))) return [];
      return [{ ...one, place: [places[2 * i]!, places[2 * i + 1]!] as [number, number] }];
    });
    const majors = all.map(({ major }) => major).sort((a, b) => a - b);
    const change = (REACH * apart) / (majors[Math.floor(LARGEST * (majors.length - 1))] ?? 1);
    this.ellipses = { change, all: all.map((one) => sized(one, change, REACH * apart)) };
  }
}

/** An ellipse of some change, shrunk to the longest half axis that has room. */
function sized({ major, minor, ...one }: Omit<Ellipse, 'isShrunk'>, change: number, most: number): Ellipse {
  const scale = Math.min(change, most / major);
  return { ...one, major: Math.min(most, scale * major), minor: scale * minor, isShrunk: scale < change };
}
