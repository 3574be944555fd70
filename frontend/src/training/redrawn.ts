import type { Model } from '../sources/source';
import { evenly, type Items } from './items';

/** The most pictures, and how many are decoded at once. */
const [MOST, AT_ONCE] = [5000, 250];
/** What sides of pictures a network can have. */
const [STEP, SMALLEST, LARGEST] = [4, 8, 64];

/**
 * The encoded items of a model as its decoder draws them, with their classes: pictures to train on where the originals
 * are not at hand. Rejects with a sentence if a network in the page cannot learn them.
 *
 * @param lane the lane of the decoder.
 */
export async function redrawn(model: Model, name: string, lane = 0): Promise<Items> {
  const { output, classes, conditions, latentDim: d, name: from } = model.folder;
  const [height = 0, width = 0, channels = 0] = output.shape;
  const fits = [height, width].every((side) => side % STEP === 0 && side >= SMALLEST && side <= LARGEST);
  if (!output.pixels || !fits || ![1, 3].includes(channels) || conditions.length)
    throw new Error(
      `${from} draws no pictures that a network in the page can learn: they must be grey or RGB, without conditions, ` +
        `and have sides of ${SMALLEST} to ${LARGEST} pixels that are multiples of ${STEP}.`,
    );
  const atlas = await model.atlas();
  if (!atlas?.n) throw new Error(`${from} has no encoded items to draw.`);
  const rows = evenly(
    Int32Array.from({ length: atlas.n }, (_, i) => i),
    MOST,
  );
  const pixels = new Uint8Array(rows.length * output.size);
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const some = rows.subarray(first, first + AT_ONCE);
    const z = new Float32Array(some.length * d);
    some.forEach((row, i) => z.set(atlas.mean.subarray(row * d, (row + 1) * d), i * d));
    const samples = await model.decode(lane, z, some.length);
    if (!samples) throw new Error(`${from} was asked for something else meanwhile.`);
    pixels.set(samples.numbers, first * output.size);
    samples.release();
  }
  const labels = Int32Array.from(rows, (row) => atlas.label[row]!);
  return { name, shape: [height, width, channels], values: pixels, labels, classes, files: null };
}
