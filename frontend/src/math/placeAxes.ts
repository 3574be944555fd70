import { orthonormal, unitVectors } from './basis';
import { BYTE_STEP, slopes, STEP } from './jacobian';
import { eigenpairs } from './lanczos';
import type { Decode } from './placing';
import { dot, facing, unit, type Vector } from './vector';

/** With more dimensions, */
const EXACT = 64;
/** directions in a subspace of at most this many dimensions stand for all; of fewer for large samples, */
const [MOST, FEWEST] = [128, 16];
/** whose derivatives are at most this many numbers. */
const NUMBERS = 2 ** 24;
/** The widest step of the second round. */
const WIDEST = 0.5;

/** The directions along which a sample changes at a point, the strongest first. */
export interface PlaceAxes {
  /** How much the sample changes per latent unit along each: the roots of the eigenvalues of J'J. */
  strengths: number[];
  /** (d,) each, of length 1 and with their largest coordinate positive: the eigenvectors. */
  directions: Vector[];
  /** The squares of all strengths, summed: the trace of J'J. An estimate if not all directions were examined. */
  total: number;
  /** The dimension of the subspace in which they were searched: d, or fewer. */
  examined: number;
}

/**
 * The eigenvectors of J'J at a point z (d,), by central differences. Of many dimensions, or of large samples, only a
 * subspace is examined: that of the orthonormal directions `first` and random ones, from which the trace is estimated
 * (Hutchinson, 1989). Of samples in bytes, a second round goes along the axes found, with wider steps along the weaker
 * ones, whose changes rounding hides. Null if `decode` was superseded; throws a sentence if J is not finite.
 */
export async function axesAt(
  decode: Decode,
  z: Vector,
  size: number,
  bytes: boolean,
  first: readonly Vector[],
  random: () => number,
): Promise<PlaceAxes | null> {
  const d = z.length;
  const step = bytes ? BYTE_STEP : STEP;
  const most = Math.max(FEWEST, Math.floor(NUMBERS / size));
  const examined = d <= Math.min(EXACT, most) ? d : Math.min(MOST, most, d);
  const known = first.slice(0, Math.floor(examined / 2));
  const basis = examined === d ? unitVectors(d) : orthonormal(d, examined, known, random);
  let changes = await slopes(decode, z, basis, step);
  if (!changes) return null;
  const squares = changes.map((change) => dot(change, change));
  const trace = sum(squares);
  if (!Number.isFinite(trace))
    throw new Error('The decoder returns no finite numbers around this point, so it has no axes.');
  const ofRandom = sum(squares.slice(known.length)) / (examined - known.length);
  const missing = trace ? ((d - examined) * ofRandom) / trace : 0;
  let axes = eigenvectors(changes, basis);
  const [greatest] = axes.strengths as [number];
  if (bytes && greatest) {
    const steps = axes.strengths.map((strength) => Math.min(WIDEST, (step * greatest) / strength));
    changes = await slopes(decode, z, axes.directions, steps);
    if (!changes) return null;
    axes = eigenvectors(changes, axes.directions);
  }
  const { strengths, directions } = axes;
  return {
    strengths,
    directions: directions.map((direction) => facing(unit(direction))),
    total: (1 + missing) * sum(strengths.map((strength) => strength ** 2)),
    examined,
  };
}

/** The eigenvectors of J'J in the span of an orthonormal basis, along which the changes of the sample are given. */
function eigenvectors(
  changes: readonly Float32Array[],
  basis: readonly Float64Array[],
): { strengths: number[]; directions: Float64Array[] } {
  const products = changes.map(() => new Float64Array(basis.length));
  changes.forEach((a, i) => {
    for (let j = 0; j <= i; j++) products[i]![j] = products[j]![i] = dot(a, changes[j]!);
  });
  const { values, vectors } = eigenpairs(products);
  return {
    strengths: values.map((value) => Math.sqrt(Math.max(0, value))),
    directions: vectors.map((shares) =>
      basis[0]!.map((_, k) => basis.reduce((total, one, i) => total + shares[i]! * one[k]!, 0)),
    ),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
