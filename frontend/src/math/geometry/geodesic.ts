/**
 * Discrete geodesics: paths whose decoded samples change as little, and as evenly, as possible.
 *
 * The energy of a path is the sum of the squared differences between decoded neighbours. Its points move until it is
 * least (Shao et al., "The Riemannian geometry of deep generative models", 2017), by Gauss-Newton steps with the
 * damping of Levenberg and Marquardt, as in src/latentwalk/paths/geodesic.py.
 */
import { decoded, derivatives, type Exact } from './differences';
import { products } from './metric';
import { solveBlocks } from './tridiagonal';

/** The path is done when a step lowers its energy by a smaller share. */
const SETTLED = 1e-5;
const MOST_STEPS = 200;
/** Numbers in the samples and the system of one path: half a gigabyte. */
const MOST_VALUES = 2 ** 26;
/** Shares of the mean of the system's diagonal that are added to it. */
const [LEAST_DAMPING, MOST_DAMPING] = [1e-6, 1e6];

/**
 * Moves the points of a path between its ends until its energy is least. `rows` (n, d + w) is the path to start from;
 * its conditions stay as they are. Rejects with a sentence if all samples of the path are the same, the model has too
 * many dimensions, the path does not fit into memory, or the energy still falls after 200 steps.
 */
export async function settle(
  decode: Exact,
  rows: Float32Array<ArrayBuffer>,
  n: number,
  d: number,
): Promise<Float32Array<ArrayBuffer>> {
  const width = rows.length / n;
  let path = Float64Array.from(rows);
  let samples = await decoded(decode, rows, n);
  let energy = energyOf(samples, n);
  if (energy === 0)
    throw new Error(
      'The decoder returns one and the same sample on the whole line between these pins, so no path is even.',
    );
  if (n * (samples.length / n + 3 * d * d) > MOST_VALUES)
    throw new Error('The samples of an even path need more than 512 MB here. Latentwalk for Python finds larger ones.');
  if (n < 3) return rows;
  let damping = 1e-3;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { diagonal, beside, slope } = await systemOf(decode, Float32Array.from(path), samples, n, d);
    const scale = meanDiagonal(diagonal, d);
    if (scale === 0) return Float32Array.from(path);
    let before = energy;
    while (damping <= MOST_DAMPING) {
      const damped = diagonal.map((block) => block.slice());
      for (const block of damped) for (let i = 0; i < d; i++) block[i * d + i]! += damping * scale;
      const steps = solveBlocks(
        damped,
        beside,
        slope.map((vector) => vector.slice()),
      );
      const moved = path.slice();
      steps.forEach((by, i) => by.forEach((value, k) => (moved[(i + 1) * width + k]! -= value)));
      damping *= 4;
      // the system may be singular up to rounding
      if (!moved.every(Number.isFinite)) continue;
      const found = await decoded(decode, Float32Array.from(moved), n, samples.length / n);
      const now = energyOf(found, n);
      if (now < energy) {
        [path, samples, before, energy] = [moved, found, energy, now];
        break;
      }
    }
    if (before === energy || 1 - energy / before < SETTLED) return Float32Array.from(path);
    // four times less than the damping that has helped
    damping = Math.max(LEAST_DAMPING, damping / 16);
  }
  throw new Error(
    `The even path has not settled after ${MOST_STEPS} steps. Choose pins that are nearer to each other.`,
  );
}

function energyOf(samples: Float32Array, n: number): number {
  const size = samples.length / n;
  let sum = 0;
  for (let at = size; at < samples.length; at++) sum += (samples[at]! - samples[at - size]!) ** 2;
  return sum;
}

/**
 * The Gauss-Newton system of the inner points, m = n - 2: the blocks on its diagonal (m, d, d), those to the right of
 * it (m - 1, d, d), and its right side, half the slope of the energy (m, d).
 */
async function systemOf(
  decode: Exact,
  path: Float32Array<ArrayBuffer>,
  samples: Float32Array,
  n: number,
  d: number,
): Promise<{ diagonal: Float64Array[]; beside: Float64Array[]; slope: Float64Array[] }> {
  const width = path.length / n;
  const size = samples.length / n;
  const diagonal: Float64Array[] = [];
  const beside: Float64Array[] = [];
  const slope: Float64Array[] = [];
  let before: Float64Array | null = null;
  let point = 0;
  for await (const change of derivatives(decode, path.slice(width, -width), n - 2, d, size)) {
    point++;
    const bend = new Float64Array(size);
    for (let k = 0, at = point * size; k < size; k++, at++)
      bend[k] = 2 * samples[at]! - samples[at - size]! - samples[at + size]!;
    diagonal.push(products(change, change, d, 2));
    slope.push(products(change, bend, d));
    if (before) beside.push(products(before, change, d, -1));
    before = change;
  }
  return { diagonal, beside, slope };
}

function meanDiagonal(blocks: readonly Float64Array[], d: number): number {
  let sum = 0;
  for (const block of blocks) for (let i = 0; i < d; i++) sum += block[i * d + i]!;
  return sum / (blocks.length * d);
}
