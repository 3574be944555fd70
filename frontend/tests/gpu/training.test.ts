import { afterAll, expect, test } from 'vitest';
import { normal } from '../../src/math/prior';
import { seeded } from '../../src/math/random';
import type { Vector } from '../../src/math/vector';
import type { Architecture } from '../../src/training/architecture';
import { Descent, rateAt, RECIPE } from '../../src/training/descent';
import { GpuNetwork } from '../../src/training/gpu/network';
import { sizeOf } from '../../src/training/layers/layer';
import { Machine } from '../../src/training/machine';
import { Network, type Likelihood } from '../../src/training/network';
import { shared } from './agreeing';

/** The most items of a batch, and how far a gradient may be from the processor's, as a share of its largest number. */
const [MOST, CLOSE] = [40, 1e-4];
/** Of a run. */
const STEPS = 12;
const ARCHITECTURES: Record<string, Architecture> = {
  'grey pictures': { kind: 'plain', item: [28, 28, 1], latentDim: 6 },
  'pictures in colour that are not square': { kind: 'plain', item: [12, 8, 3], latentDim: 3 },
  'a dense network': { kind: 'dense', item: [8, 12, 1], latentDim: 2 },
  'many dimensions': { kind: 'plain', item: [8, 8, 1], latentDim: 40 },
};

const opened: GpuNetwork[] = [];
afterAll(() => opened.forEach((network) => network.close()));

test.each([
  ['grey pictures', 'squared'],
  ['pictures in colour that are not square', 'bernoulli'],
  ['a dense network', 'squared'],
  ['many dimensions', 'squared'],
] as const)('the gradient of %s under the %s loss is that of the processor', async (name, likelihood) => {
  const { processor, gpu } = await both(ARCHITECTURES[name]!, likelihood);
  await compare(processor, gpu, MOST, 1);
  // the last batch of an epoch, and another beta
  await compare(processor, gpu, 7, 3);
});

test("steps along its gradients end at the weights of those along the processor's", async () => {
  const { processor, gpu } = await both(ARCHITECTURES['pictures in colour that are not square']!, 'squared');
  const other = await both(processor.architecture, 'squared');
  const [own, along] = [processor, other.processor].map((one) => new Descent(one, RECIPE, [0, 0, 0])) as [
    Descent,
    Descent,
  ];
  for (let step = 0; step < STEPS; step++) {
    const { values, noise } = drawn(processor, MOST, step);
    processor.learn(values, noise, 1);
    const { parameters } = other.processor;
    const { gradient } = await gpu.learn({ values, noise, total: MOST }, 1, parameters.values.slice());
    parameters.gradient.set(gradient);
    for (const descent of [own, along]) descent.step(rateAt(RECIPE, step, STEPS));
  }
  const [found, known] = [other.processor, processor].map(({ parameters }) => parameters.values) as [Vector, Vector];
  expect(largest(known.map((value, i) => value - found[i]!)) / largest(known)).toBeLessThan(1e-3);
});

function largest(numbers: Float32Array): number {
  return numbers.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
}

/** Random pictures, and noise. */
function drawn(
  { architecture }: Network,
  items: number,
  seed: number,
): { values: Uint8Array<ArrayBuffer>; noise: Vector } {
  const random = seeded(seed);
  const values = Uint8Array.from({ length: items * sizeOf(architecture.item) }, () => 256 * random());
  return { values, noise: Float32Array.from({ length: items * architecture.latentDim }, () => normal(random)) };
}

async function both(
  architecture: Architecture,
  likelihood: Likelihood,
  most = MOST,
): Promise<{ processor: Network; gpu: GpuNetwork }> {
  const processor = new Network(await Machine.create(), architecture, likelihood);
  processor.parameters.draw(seeded(3));
  const gpu = await GpuNetwork.open(await shared(), architecture, likelihood, most);
  opened.push(gpu);
  return { processor, gpu };
}

async function compare(processor: Network, gpu: GpuNetwork, items: number, beta: number): Promise<void> {
  const { values, noise } = drawn(processor, items, items);
  const expected = processor.learn(values, noise, beta);
  const { parameters } = processor;
  const { sums, gradient } = await gpu.learn({ values, noise, total: items }, beta, parameters.values.slice());
  expect(sums.count).toBe(items);
  expect(sums.reconstruction / expected.reconstruction).toBeCloseTo(1, 5);
  sums.kl.forEach((nats, i) => expect(nats / expected.kl[i]!).toBeCloseTo(1, 4));
  for (const parameter of parameters.all) {
    const [found, known] = [gradient, parameters.gradient].map((all) =>
      all.subarray(parameter.start, parameter.start + parameter.count),
    ) as [Float32Array, Float32Array];
    const scale = Math.max(largest(known), 1e-6);
    const apart = largest(known.map((value, i) => value - found[i]!));
    expect(apart / scale, parameter.name).toBeLessThan(CLOSE);
  }
}
