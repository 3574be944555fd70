import type { Network } from '../../../src/engine/network';
import { folder, MIDDLES, SIDE } from '../world';

/** What the manifest of the zoo says of its predictor. */
export const entry = { names: folder.classes, returns: 'logits', shape: [1, SIDE, SIDE], low: [0], high: [1] };

/** The parts of a folder with a predictor. */
export const predicting = { predictor: entry, hashes: { ...folder.hashes, 'predictor.onnx': 'ef' } };

/** A network whose scores follow from the latent point that the fake decodes, whose values are in a sample. */
export function networkOf(scores: (x: number, y: number) => number[], shape = [1, SIDE, SIDE]): Network {
  const run = async ({ inputs, batch }: { inputs: Record<string, Float32Array>; batch: number }) => {
    const all = inputs.image!;
    const size = all.length / batch;
    const rows = Array.from({ length: batch }, (_, i) => scores(10 * all[i * size]!, 10 * all[i * size + 1]!));
    return { scores: Float32Array.from(rows.flat()) };
  };
  return {
    inputs: [{ name: 'image', shape: [-1, ...shape] }],
    outputs: [{ name: 'scores', shape: [-1, scores(0, 0).length] }],
    interruptible: true,
    ended: false,
    run,
    timed: async (request: Parameters<typeof run>[0]) => ({ results: await run(request), milliseconds: 1 }),
    close: () => undefined,
  } as unknown as Network;
}

/** A classifier that reads the class whose centre is nearest. */
export const nearestCentre = networkOf((x, y) => MIDDLES.map(([a, b]) => -4 * ((x - a) ** 2 + (y - b) ** 2)));
