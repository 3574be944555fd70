import { quantile, sorted } from '../../math/distribution';
import { thinned } from '../../state/statistics';
import type { Extent } from './frame';

/** Points used to compute extents. */
const SAMPLE = 20_000;
/** The share of the data at each end that may lie outside the whole frame. */
const TAIL = 0.001;
/** The extent of the prior that is shown without data. */
export const PRIOR_REACH = 3;
/** The extent of a plane on which all data lies at one point. */
const LEAST = 3;
/** An extent below this share of its coordinates is one point: floats have seven digits. */
const SAME = 1e-6;

/** What the whole map is to show. */
interface Shown {
  /** (n, 2): the places of the data in the trained model; null without any. */
  settled: Float32Array | null;
  /** (n, 2): the places at the moment of the training that is shown. */
  places: Float32Array | null;
  /** (n,): 1 for data that has a place at that moment; null in the trained model. */
  known: Uint8Array | null;
  /** How far the sliders of the axes reach; null if the plane has none. */
  reach: number | null;
  /** The pins that span the plane. */
  pins: readonly (readonly [number, number])[];
  /** Whether the map shows a plane rather than a layout. */
  isPlane: boolean;
  /** Whether the model is being trained. */
  isTraining: boolean;
}

/** The extent that the whole map shows. */
export function extentOfAll({ settled, places, known, reach, pins, isPlane, isTraining }: Shown): Extent {
  let extent = settled || reach === null ? extentOfMost(settled) : square(reach);
  if (known && places) {
    // at another moment of the training the data may lie elsewhere: the map then shows both extents
    const rows = Int32Array.from(known.keys()).filter((i) => known[i]);
    extent = joined(extent, extentOfMost(places, rows));
  }
  for (const [x, y] of pins) extent = joined(extent, { left: x, right: x, bottom: y, top: y });
  if (isTraining && isPlane) {
    // the data spreads: the frame contains the prior from the start, and grows by whole units
    const { left, right, bottom, top } = extent;
    const whole = { left: Math.floor(left), right: Math.ceil(right), bottom: Math.floor(bottom), top: Math.ceil(top) };
    extent = joined(whole, square(PRIOR_REACH));
  }
  const { left, right, bottom, top } = extent;
  const size = Math.max(right - left, top - bottom);
  const short = isPlane && !(size > SAME * Math.max(1, ...[left, right, bottom, top].map(Math.abs))) ? LEAST / 2 : 0;
  return { left: left - short, right: right + short, bottom: bottom - short, top: top + short };
}

function square(reach: number): Extent {
  return { left: -reach, right: reach, bottom: -reach, top: reach };
}

function joined(a: Extent, b: Extent): Extent {
  return {
    left: Math.min(a.left, b.left),
    right: Math.max(a.right, b.right),
    bottom: Math.min(a.bottom, b.bottom),
    top: Math.max(a.top, b.top),
  };
}

/** The extent of most places (n, 2): of all, or of some rows. */
function extentOfMost(places: Float32Array | null, rows?: Int32Array): Extent {
  if (!places?.length || rows?.length === 0) return square(PRIOR_REACH);
  const [[left, right], [bottom, top]] = [0, 1].map((axis) => {
    const values = sorted(Array.from(rows ?? thinned(places.length / 2, SAMPLE), (i) => places[2 * i + axis]!));
    return [quantile(values, TAIL), quantile(values, 1 - TAIL)] as const;
  }) as unknown as [[number, number], [number, number]];
  return { left, right, bottom, top };
}
