import { seeded } from '../src/math/random';
import type { Update } from '../src/sources/training';
import type { Items } from '../src/training/items';
import { Run } from '../src/training/run';
import { SETTINGS } from '../src/training/settings';
import TrainingWorker from '../src/training/training.worker?worker&inline';

/** Pictures of MNIST's size; the time does not depend on what they show. */
function drawn(count: number): Items {
  const random = seeded();
  return {
    name: 'drawn',
    shape: [28, 28, 1],
    values: Uint8Array.from({ length: count * 784 }, () => 256 * random()),
    labels: new Int32Array(count).fill(-1),
    classes: [],
    files: null,
  };
}

/**
 * The seconds of each epoch but the first, in which scripts are compiled, of a run on `count` training pictures, and
 * whether a GPU computed the last one.
 */
async function benchTraining(
  count: number,
  workers: number,
  epochs: number,
): Promise<{ seconds: number[]; onGpu: boolean }> {
  // a tenth is held out
  const items = drawn(Math.round(count / 0.9));
  const run = new Run(items, { ...SETTINGS, latentDim: 6, epochs }, () => new TrainingWorker(), null, workers);
  const ends: number[] = [];
  let last = false;
  run.connect({
    opened: () => undefined,
    updated: ({ step, steps, onGpu }: Update) => {
      last = onGpu ?? false;
      while (ends.length < Math.floor(step / steps)) ends.push(performance.now());
    },
    snapshot: () => undefined,
    rejected: () => undefined,
    lost: () => undefined,
  });
  await run.made;
  return { seconds: ends.slice(1).map((end, i) => (end - ends[i]!) / 1000), onGpu: last };
}

Object.assign(window, { benchTraining });
