/**
 * Discrete geodesics: paths whose decoded samples change as little, and as evenly, as possible.
 *
 * The energy of a path is the sum of the squared differences between decoded neighbours. Its points move until it is
 * least (Shao et al., "The Riemannian geometry of deep generative models", 2017), by Gauss-Newton steps with the
 * damping of Levenberg and Marquardt. A path of half as many segments nearly settles first, so that most steps are
 * cheap. As in src/latentwalk/paths/geodesic.py.
 */
import { decoded, derivatives, type Exact } from './differences';
import { products } from './metric';
import { solveBlocks } from './tridiagonal';

/** The path is done when a step lowers its energy by a smaller share. */
const SETTLED = 1e-5;
/** The same for the path of half as many segments that a path starts from. */
const NEARLY = 1e-3;
/** A path of fewer is too coarse to start from. */
const FEWEST_SEGMENTS = 12;
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
  const samples = await decoded(decode, rows, n);
  const energy = energyOf(samples, n);
  if (energy === 0)
    throw new Error(
      'The decoder returns one and the same sample on the whole line between these pins, so no path is even.',
    );
  const size = samples.length / n;
  if (n * (size + 3 * d * d) > MOST_VALUES)
    throw new Error('The samples of an even path need more than 512 MB here. Latentwalk for Python finds larger ones.');
  if (n < 3) return rows;
  const path = await nearly(decode, { rows: Float64Array.from(rows), samples, energy }, n, d);
  if (!(await descend(decode, path, n, d, SETTLED)))
    throw new Error(
      `The even path has not settled after ${MOST_STEPS} steps. Choose pins that are nearer to each other.`,
    );
  return Float32Array.from(path.rows);
}

/** A path with its decoded samples and their energy. */
interface Path {
  rows: Float64Array;
  samples: Float32Array;
  energy: number;
}

/** A path of less energy through every other point, where those have nearly settled. */
async function nearly(decode: Exact, path: Path, n: number, d: number): Promise<Path> {
  if (n % 2 === 0 || n <= 2 * FEWEST_SEGMENTS) return path;
  const half = (n + 1) / 2;
  const [width, size] = [path.rows.length / n, path.samples.length / n];
  const fewer = { rows: everyOther(path.rows, width), samples: everyOther(path.samples, size), energy: 0 };
  fewer.energy = energyOf(fewer.samples, half);
  const begun = await nearly(decode, fewer, half, d);
  await descend(decode, begun, half, d, NEARLY);
  const rows = path.rows.slice();
  for (let i = 0; i < n; i++)
    for (let k = 0; k < d; k++) {
      const [before, after] = [Math.floor(i / 2), Math.ceil(i / 2)].map((j) => begun.rows[j * width + k]!);
      rows[i * width + k] = (before! + after!) / 2;
    }
  const samples = await decoded(decode, Float32Array.from(rows), n, size);
  const energy = energyOf(samples, n);
  return energy < path.energy ? { rows, samples, energy } : path;
}

/** Every other of the rows of `width` numbers, from the first on. */
function everyOther<T extends Float32Array | Float64Array>(rows: T, width: number): T {
  return rows.filter((_, at) => Math.floor(at / width) % 2 === 0) as T;
}

/** Moves a path by steps until one lowers the energy by a smaller share than `settled`; false if none does. */
async function descend(decode: Exact, path: Path, n: number, d: number, settled: number): Promise<boolean> {
  const [width, size] = [path.rows.length / n, path.samples.length / n];
  let damping = 1e-3;
  for (let step = 0; step < MOST_STEPS; step++) {
    const { diagonal, beside, slope } = await systemOf(decode, Float32Array.from(path.rows), path.samples, n, d);
    const scale = meanDiagonal(diagonal, d);
    if (scale === 0) return true;
    const before = path.energy;
    while (damping <= MOST_DAMPING) {
      const damped = diagonal.map((block) => block.slice());
      for (const block of damped) for (let i = 0; i < d; i++) block[i * d + i]! += damping * scale;
      const steps = solveBlocks(
        damped,
        beside,
        slope.map((vector) => vector.slice()),
      );
      const rows = path.rows.slice();
      steps.forEach((by, i) => by.forEach((value, k) => (rows[(i + 1) * width + k]! -= value)));
      damping *= 4;
      // the system may be singular up to rounding
      if (!rows.every(Number.isFinite)) continue;
      const samples = await decoded(decode, Float32Array.from(rows), n, size);
      const energy = energyOf(samples, n);
      if (energy < before) {
        Object.assign(path, { rows, samples, energy });
        break;
      }
    }
    if (path.energy === before || 1 - path.energy / before < settled) return true;
    // four times less than the damping that has helped
    damping = Math.max(LEAST_DAMPING, damping / 16);
  }
  return false;
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
