import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { normal } from '../../src/math/prior';
import { seeded } from '../../src/math/random';
import type { Vector } from '../../src/math/vector';
import type { Architecture } from '../../src/training/architecture';
import { CURVE_RECIPE, Descent, rateAt, RECIPE } from '../../src/training/descent';
import type { Values } from '../../src/training/items';
import { isCurve, sizeOf } from '../../src/training/layers/layer';
import { Machine } from '../../src/training/machine';
import { Network, type Likelihood } from '../../src/training/network';
import { scalingOf } from '../../src/training/scaling';

interface Gradients {
  reconstruction: number;
  kl: number[];
  gradient: Record<string, number[]>;
}

/** What PyTorch computes: tests/training/page.py writes it. */
const known = JSON.parse(readFileSync(new URL('../fixtures/training.json', import.meta.url), 'utf8')) as Record<
  string,
  {
    gradients: Partial<Record<Likelihood, Gradients>>;
    run: { losses: number[]; weights: Record<string, number[]> };
  }
>;
const SIZES: Record<string, Architecture> = {
  pictures: { kind: 'plain', item: [12, 8, 3], latentDim: 3 },
  curves: { kind: 'plain', item: [1, 101, 2], latentDim: 3 },
  'short curves': { kind: 'plain', item: [1, 11, 1], latentDim: 2 },
};
const [ITEMS, BETA, EVERY] = [20, 1.5, 17];

interface Made {
  network: Network;
  items: Values;
  /** Draws the noise of a step. */
  noise: () => Vector;
}

async function made(name: string, likelihood: Likelihood): Promise<Made> {
  const random = seeded(1);
  const machine = await Machine.create();
  const sizes = SIZES[name]!;
  const { item, latentDim } = sizes;
  // in the order of the state dict
  const { parameters } = new Network(machine, sizes);
  const drawn = Object.keys(known[name]!.run.weights).map((weight): [string, Vector] => {
    const { shape, count } = parameters.all.find((parameter) => parameter.name === weight)!;
    const bound = 1 / Math.sqrt(count / shape[0]! + 1);
    return [weight, Float32Array.from({ length: count }, () => (2 * random() - 1) * bound)];
  });
  const bounded = likelihood === 'bernoulli';
  const length = ITEMS * sizeOf(item);
  const items = isCurve(item)
    ? Float32Array.from({ length }, (_, i) => random() * (bounded ? 1 : 1 + 3 * (i % item[2])) - (bounded ? 0 : 1))
    : Uint8Array.from({ length }, () => 256 * random());
  const scaling = isCurve(item) ? scalingOf(items, item, bounded) : undefined;
  const network = new Network(await Machine.create(), { ...sizes, scaling }, likelihood);
  network.parameters.setNamed(new Map(drawn));
  return { network, items, noise: () => Float32Array.from({ length: ITEMS * latentDim }, () => normal(random)) };
}

/** The largest difference of every 17th number, as a share of the largest number. */
function differences(found: ReadonlyMap<string, Vector>, expected: Record<string, number[]>): [string, number][] {
  return Object.entries(expected).map(([name, values]) => {
    const scale = Math.max(...values.map(Math.abs), 1e-3);
    return [name, Math.max(...values.map((value, i) => Math.abs(value - found.get(name)![i * EVERY]!))) / scale];
  });
}

describe.each(Object.keys(known))('of %s', (name) => {
  const { gradients, run } = known[name]!;

  test.each(Object.keys(gradients) as Likelihood[])(
    "the loss with the %s likelihood and its gradient are PyTorch's",
    async (likelihood) => {
      const { network, items, noise } = await made(name, likelihood);
      const { reconstruction, kl, gradient } = gradients[likelihood]!;
      const sums = network.learn(items, noise(), BETA);
      expect(sums.reconstruction / reconstruction).toBeCloseTo(1, 5);
      sums.kl.forEach((nats, i) => expect(nats / kl[i]!).toBeCloseTo(1, 4));
      for (const [weight, share] of differences(network.parameters.named(network.parameters.gradient), gradient))
        expect(share, weight).toBeLessThan(1e-4);
    },
  );

  test("a run has PyTorch's losses and ends at its weights", async () => {
    const { network, items, noise } = await made(name, Object.keys(gradients)[0] as Likelihood);
    const { item } = network.architecture;
    const recipe = isCurve(item) ? CURVE_RECIPE : RECIPE;
    const descent = new Descent(network, recipe, centreOf(items, isCurve(item) ? 0 : item[2]));
    run.losses.forEach((loss, step) => {
      const { reconstruction, kl } = network.learn(items, noise(), BETA);
      expect((reconstruction + BETA * kl.reduce((a, b) => a + b)) / ITEMS / loss).toBeCloseTo(1, 3);
      descent.step(rateAt(recipe, step, run.losses.length));
    });
    for (const [weight, share] of differences(network.parameters.named(), run.weights))
      expect(share, weight).toBeLessThan(1e-3);
  });
});

/** The mean of each channel of pictures in [-1, 1]; curves, without channels, are centred at 0. */
function centreOf(items: Values, channels: number): number[] {
  if (!channels) return [0];
  return Array.from({ length: channels }, (_, channel) => {
    const values = Array.from(items).filter((_, i) => i % channels === channel);
    return (values.reduce((a, b) => a + b) / values.length) * (2 / 255) - 1;
  });
}
