import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { normal } from '../../src/math/prior';
import { seeded } from '../../src/math/random';
import type { Architecture } from '../../src/training/architecture';
import { Descent, rateAt, RECIPE } from '../../src/training/descent';
import { Machine } from '../../src/training/machine';
import { Network, type Likelihood } from '../../src/training/network';

/** What PyTorch computes: tests/training/page.py writes it. */
const known = JSON.parse(readFileSync(new URL('../fixtures/training.json', import.meta.url), 'utf8')) as {
  gradients: Record<Likelihood, { reconstruction: number; kl: number[]; gradient: Record<string, number[]> }>;
  run: { losses: number[]; weights: Record<string, number[]> };
};
const SIZES: Architecture = { kind: 'plain', item: [12, 8, 3], latentDim: 3 };
const [IMAGES, BETA, EVERY] = [20, 1.5, 17];

let network: Network;
let images: Uint8Array;
let noise: () => Float32Array<ArrayBuffer>;

async function make(likelihood: Likelihood): Promise<void> {
  const random = seeded(1);
  network = new Network(await Machine.create(), SIZES, likelihood);
  const { parameters } = network;
  // in the order of the state dict
  const drawn = Object.keys(known.run.weights).map((name): [string, Float32Array] => {
    const { shape, count } = parameters.all.find((parameter) => parameter.name === name)!;
    const bound = 1 / Math.sqrt(count / shape[0]! + 1);
    return [name, Float32Array.from({ length: count }, () => (2 * random() - 1) * bound)];
  });
  parameters.setNamed(new Map(drawn));
  images = Uint8Array.from({ length: IMAGES * 12 * 8 * 3 }, () => 256 * random());
  noise = () => Float32Array.from({ length: IMAGES * 3 }, () => normal(random));
}

/** The largest difference of every 17th number, as a share of the largest number. */
function differences(found: ReadonlyMap<string, Float32Array>, expected: Record<string, number[]>): [string, number][] {
  return Object.entries(expected).map(([name, values]) => {
    const scale = Math.max(...values.map(Math.abs), 1e-3);
    return [name, Math.max(...values.map((value, i) => Math.abs(value - found.get(name)![i * EVERY]!))) / scale];
  });
}

describe.each(['squared', 'bernoulli'] as const)('with the %s likelihood', (likelihood) => {
  beforeAll(() => make(likelihood));

  test("the loss and its gradient are PyTorch's", () => {
    const { reconstruction, kl, gradient } = known.gradients[likelihood];
    const sums = network.learn(images, noise(), BETA);
    expect(sums.reconstruction / reconstruction).toBeCloseTo(1, 5);
    sums.kl.forEach((nats, i) => expect(nats / kl[i]!).toBeCloseTo(1, 4));
    for (const [name, difference] of differences(network.parameters.named(network.parameters.gradient), gradient))
      expect(difference, name).toBeLessThan(1e-4);
  });
});

test("a run has PyTorch's losses and ends at its weights", async () => {
  await make('squared');
  const { losses, weights } = known.run;
  const descent = new Descent(network, RECIPE, centreOf(images));
  losses.forEach((loss, step) => {
    const { reconstruction, kl } = network.learn(images, noise(), BETA);
    expect((reconstruction + BETA * kl.reduce((a, b) => a + b)) / IMAGES / loss).toBeCloseTo(1, 3);
    descent.step(rateAt(RECIPE, step, losses.length));
  });
  for (const [name, difference] of differences(network.parameters.named(), weights))
    expect(difference, name).toBeLessThan(1e-3);
});

/** The mean of each channel in [-1, 1]. */
function centreOf(bytes: Uint8Array): number[] {
  return [0, 1, 2].map((channel) => {
    const values = bytes.filter((_, i) => i % 3 === channel);
    return (values.reduce((a, b) => a + b) / values.length) * (2 / 255) - 1;
  });
}
