import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import { inputsOf } from '../conditions/rows';
import type { Merit } from '../schedule/crew';

/** Numbers of samples that are timed: the image, and pieces of strips and tiles. */
const SIZES = [1, 4, 16];
/** The most that results may differ, as a part of the range of values: a quarter of a step of 8 bits. */
const TOLERANCE = 1 / 1024;
/** The GPU must take at most this part of the time. */
const MARGIN = 0.9;
/** Runs of each size; and the milliseconds after which neither further runs nor larger sizes are tried. */
const RUNS = 3;
const LONGEST = 300;
/** The lane of a trial: everything that the page shows goes first. */
const LAST = 2 ** 20;

/** What both networks decode in a trial. */
export interface Sample {
  /** Rows (n, d + w), which are repeated as often as a size needs. */
  rows: Vector;
  /** The widths of the network's inputs. */
  widths: readonly number[];
  /** The width of the range of values. */
  range: number;
  /** Workers that WebAssembly has for several images. */
  workers: number;
}

/** Milliseconds for a number of samples, by WebAssembly and on the GPU. */
interface Times {
  size: number;
  cpu: number;
  gpu: number;
}

/**
 * Decodes the same points by WebAssembly and on the GPU, and compares the values and the time. Rejects with a sentence
 * if the values differ, or if the GPU is nowhere faster.
 */
export async function trial(gpu: Network, cpu: Network, sample: Sample): Promise<Merit> {
  const [fixed = -1] = cpu.inputs[0]!.shape;
  const unit = Math.max(1, fixed);
  const measured: Times[] = [];
  for (const size of fixed > 0 ? [fixed] : SIZES) {
    const width = sample.widths.reduce((sum, one) => sum + one, 0);
    const rows = repeated(sample.rows, size * width);
    const time = (network: Network) => timed(network, inputsOf(network, rows, size, sample.widths), size);
    const [here, there] = [await time(cpu), await time(gpu)];
    for (const { name } of cpu.outputs) {
      const off = difference(there.values[name] as Vector, here.values[name] as Vector);
      if (!(off <= TOLERANCE * sample.range)) throw new Error('Its results differ from those of the processor.');
    }
    measured.push({ size, cpu: here.milliseconds, gpu: there.milliseconds });
    if (Math.max(here.milliseconds, there.milliseconds) > LONGEST) break;
  }
  const serves = (samples: number): boolean => {
    const times = nearest(measured, samples);
    // workers share what consists of several images
    return times.gpu <= (MARGIN * times.cpu) / Math.min(sample.workers, Math.max(1, samples / unit));
  };
  if (![...measured.map(({ size }) => size), Infinity].some(serves)) throw new Error('The processor is faster.');
  return { serves, times: measured.map((times) => [times.size, times.gpu]) };
}

/** The shortest time of some runs after a first one, and the values. */
async function timed(
  network: Network,
  inputs: Record<string, Vector>,
  batch: number,
): Promise<{ values: Record<string, unknown>; milliseconds: number }> {
  const request = { lane: LAST, inputs, batch };
  const first = await network.timed(request);
  let milliseconds = Infinity;
  let spent = 0;
  for (let run = 0; run < RUNS && spent < LONGEST; run++) {
    const again = await network.timed(request);
    Object.values(again.results).forEach((result) => network.recycle(result));
    milliseconds = Math.min(milliseconds, again.milliseconds);
    spent += again.milliseconds;
  }
  return { values: first.results, milliseconds };
}

function repeated(rows: Vector, length: number): Vector {
  return Float32Array.from({ length }, (_, i) => rows[i % rows.length]!);
}

/** The largest difference; NaN if the lengths differ or a difference is not finite. */
function difference(values: Vector, expected: Vector): number {
  if (values.length !== expected.length) return NaN;
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const off = Math.abs(values[i]! - expected[i]!);
    if (!(off < Infinity)) return NaN;
    most = Math.max(most, off);
  }
  return most;
}

/** The times of the size that is nearest to a number, as a ratio. */
function nearest(measured: Times[], samples: number): Times {
  return measured.reduce((best, one) => (samples >= Math.sqrt(best.size * one.size) ? one : best));
}
