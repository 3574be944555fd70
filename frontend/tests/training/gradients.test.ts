import { expect, test } from 'vitest';
import { EngineError } from '../../src/engine/errors';
import { seeded } from '../../src/math/random';
import { Batches } from '../../src/training/batches';
import { Gradients, type Partner } from '../../src/training/gradients';
import { Machine } from '../../src/training/machine';
import { Network } from '../../src/training/network';
import { bars } from './items';

const items = bars(300);
const rows = Int32Array.from({ length: 300 }, (_, i) => i);
const [LATENT, BATCH] = [2, 64];
/** Steps after which it is decided. */
const [TRIED, DECIDED] = [6, 12];

async function network(): Promise<Network> {
  const made = new Network(await Machine.create(), { kind: 'dense', item: items.shape, latentDim: LATENT });
  made.parameters.draw(seeded(1));
  return made;
}

/** Gradients by a processor and a GPU, which take some milliseconds each; and which of them computed. */
async function compared(processor: number, gpu: number, fails?: (call: number) => boolean) {
  const [own, other] = [await network(), await network()];
  let now = 0;
  const calls: string[] = [];
  const learn = own.learn.bind(own);
  own.learn = (...given) => {
    calls.push('processor');
    now += processor;
    return learn(...given);
  };
  const partner: Partner = {
    learn: async ({ values, noise, total }, beta, weights) => {
      calls.push('gpu');
      if (fails?.(calls.length)) throw new EngineError('UnsupportedBrowser', 'The GPU was lost.');
      now += gpu;
      other.parameters.values.set(weights);
      const sums = other.learn(values, noise, beta, total);
      return { sums, gradient: other.parameters.gradient.slice() };
    },
    close: () => calls.push('closed'),
  };
  const batches = new Batches(items, rows, BATCH, LATENT, 0);
  const gradients = new Gradients(own, batches, [], Promise.resolve(partner), () => now);
  await Promise.resolve();
  return { gradients, calls, network: own };
}

test('a GPU that is faster in the first steps computes all later ones', async () => {
  const { gradients, calls } = await compared(10, 5);
  for (let step = 0; step < DECIDED + 3; step++) await gradients.learn(step, 1);
  expect(gradients.onGpu).toBe(true);
  expect(calls.slice(0, TRIED)).toEqual(Array(TRIED).fill('processor'));
  expect(calls.slice(TRIED)).toEqual(Array(DECIDED + 3 - TRIED).fill('gpu'));
});

test('one that is hardly faster computes no more after its trial', async () => {
  const { gradients, calls } = await compared(10, 9);
  for (let step = 0; step < DECIDED + 3; step++) await gradients.learn(step, 1);
  expect(gradients.onGpu).toBe(false);
  expect(calls.slice(DECIDED)).toEqual(['closed', ...Array<string>(3).fill('processor')]);
});

test('one that is much slower is tried twice', async () => {
  const { gradients, calls } = await compared(10, 100);
  for (let step = 0; step < DECIDED + 3; step++) await gradients.learn(step, 1);
  expect(calls.filter((one) => one === 'gpu')).toHaveLength(2);
});

test('where there is none, the processor computes all steps', async () => {
  const own = await network();
  const none = Promise.reject(new EngineError('UnsupportedBrowser', 'This browser offers no GPU.'));
  const gradients = new Gradients(own, new Batches(items, rows, BATCH, LATENT, 0), [], none);
  for (let step = 0; step < DECIDED; step++) await gradients.learn(step, 1);
  expect(gradients.onGpu).toBe(false);
});

test('weights that are not finite are left to the processor, whose loss shows them', async () => {
  const { gradients, calls, network: own } = await compared(10, 5);
  for (let step = 0; step < DECIDED; step++) await gradients.learn(step, 1);
  own.parameters.values[0] = NaN;
  const [sums] = await gradients.learn(DECIDED, 1);
  expect(calls.slice(-3)).toEqual(['gpu', 'closed', 'processor']);
  expect(sums!.reconstruction).toBeNaN();
});

test('whoever computes it, the gradient of a step is that of its whole batch', async () => {
  const { gradients, calls, network: own } = await compared(10, 5);
  const expected = await network();
  const batches = new Batches(items, rows, BATCH, LATENT, 0);
  for (let step = 0; step < DECIDED; step++) {
    const sums = await gradients.learn(step, 2);
    const [{ values, noise, total }] = batches.parts(step, 1) as [never];
    expect(sums).toEqual([expected.learn(values, noise, 2, total)]);
    expect(own.parameters.gradient).toEqual(expected.parameters.gradient);
  }
  expect(new Set(calls).size).toBe(2);
});

test('when the GPU is lost, the processor computes that step and all others', async () => {
  const { gradients, calls, network: own } = await compared(10, 5, (call) => call > DECIDED);
  const expected = await network();
  const batches = new Batches(items, rows, BATCH, LATENT, 0);
  for (let step = 0; step < DECIDED + 2; step++) await gradients.learn(step, 1);
  expect(gradients.onGpu).toBe(false);
  expect(calls.slice(DECIDED)).toEqual(['gpu', 'closed', 'processor', 'processor']);
  const [{ values, noise, total }] = batches.parts(DECIDED + 1, 1) as [never];
  expected.learn(values, noise, 1, total);
  expect(own.parameters.gradient).toEqual(expected.parameters.gradient);
});
