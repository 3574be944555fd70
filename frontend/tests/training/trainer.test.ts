import { describe, expect, test, vi } from 'vitest';
import type { Point, Update } from '../../src/sources/training';
import { ATLAS, DECODER, ENCODER, MANIFEST } from '../../src/sources/folder';
import type { Partner } from '../../src/training/gradients';
import { Machine } from '../../src/training/machine';
import type { Files } from '../../src/training/modelFolder';
import { Network } from '../../src/training/network';
import { SETTINGS, type Settings } from '../../src/training/settings';
import { Trainer, type Watcher } from '../../src/training/trainer';
import { bars } from './items';

const items = bars(300);
const FEW: Settings = { ...SETTINGS, latentDim: 2, epochs: 2 };

interface Run {
  trainer: Trainer;
  network: Network;
  updates: Update[];
}

async function made(settings: Partial<Settings> = {}): Promise<Network> {
  const { kind, latentDim } = { ...FEW, ...settings };
  return new Network(await Machine.create(), { kind, item: items.shape, latentDim });
}

/** A run with some helpers in this thread; `each` is called with each update. */
async function run(settings: Partial<Settings> = {}, helpers = 0, each?: (run: Run) => void): Promise<Run> {
  const network = await made(settings);
  const updates: Update[] = [];
  const watcher: Watcher = {
    updated: (update) => {
      updates.push(update);
      each?.(all);
    },
    shown: () => undefined,
  };
  const partners = await Promise.all(Array.from({ length: helpers }, () => partner(settings)));
  const trainer = new Trainer(network, items, { ...FEW, ...settings }, partners, watcher);
  const all: Run = { trainer, network, updates };
  return all;
}

async function partner(settings: Partial<Settings>): Promise<Partner> {
  const network = await made(settings);
  return {
    learn: async ({ values, noise, total }, beta, weights) => {
      network.parameters.values.set(weights);
      const sums = network.learn(values, noise, beta, total);
      return { sums, gradient: network.parameters.gradient.slice() };
    },
  };
}

const losses = (updates: readonly Update[]): number[] =>
  updates.flatMap(({ points }) => points.flatMap((point) => (point[0] === 'train' ? [point[2]] : [])));
const steps = (updates: readonly Update[]): number => updates.at(-1)!.step;

test('now and then the model as it is is kept, as a finished one', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 500));
  const network = await made();
  const kept: Files[] = [];
  const watcher: Watcher = {
    updated: () => undefined,
    shown: () => undefined,
    kept: (files) => kept.push(files),
  };
  await new Trainer(network, items, { ...FEW, epochs: 20 }, [], watcher).run();
  vi.restoreAllMocks();
  expect(kept.length).toBeGreaterThan(1);
  expect(Object.keys(kept[0]!)).toEqual(expect.arrayContaining([DECODER, ENCODER, ATLAS, MANIFEST]));
  const { provenance, training } = JSON.parse(new TextDecoder().decode(kept[0]![MANIFEST])) as {
    provenance: { recipe: { epochs: number } };
    training?: boolean;
  };
  expect(training).toBeUndefined();
  expect(provenance.recipe.epochs).toBeGreaterThan(0);
  expect(provenance.recipe.epochs).toBeLessThan(20);
});

test('the loss falls, and the last update says that the run has ended', async () => {
  const { trainer, updates } = await run({ epochs: 10 });
  await trainer.run();
  const all = losses(updates);
  expect(all.at(-1)).toBeLessThan(0.5 * all[0]!);
  expect(updates.at(-1)).toMatchObject({ now: 'ended', step: 30, steps: 3, epochs: 10 });
});

test.each([0, 1])('with %d helpers two runs of one seed are equal, and another seed makes another', async (helpers) => {
  const weights: Float32Array[] = [];
  for (const seed of [5, 5, 6]) {
    const { trainer, network } = await run({ seed }, helpers);
    await trainer.run();
    weights.push(network.parameters.values.slice());
  }
  expect(weights[0]).toEqual(weights[1]);
  expect(weights[0]).not.toEqual(weights[2]);
});

test('helpers change the losses only by rounding', async () => {
  const [alone, helped] = await Promise.all([run(), run({}, 2)]);
  await Promise.all([alone.trainer.run(), helped.trainer.run()]);
  losses(helped.updates).forEach((loss, i) => expect(loss / losses(alone.updates)[i]!).toBeCloseTo(1, 3));
});

describe('controls', () => {
  test('a paused run makes as many steps as it is allowed', async () => {
    const { trainer, updates } = await run({ epochs: 4 });
    trainer.controls.act({ do: 'pause' }, trainer.rest);
    const running = trainer.run();
    trainer.controls.act({ do: 'step' }, trainer.rest);
    await turns();
    expect(steps(updates)).toBe(1);
    trainer.controls.act({ do: 'epoch' }, trainer.rest);
    await turns();
    expect(updates.at(-1)).toMatchObject({ now: 'paused', step: 3 });
    trainer.controls.act({ do: 'resume' }, trainer.rest);
    await running;
    expect(steps(updates)).toBe(12);
  });

  test('a stopped run ends with a model', async () => {
    const updates: Update[] = [];
    const watcher = { updated: (update: Update) => void updates.push(update), shown: () => undefined };
    let turns = 0;
    const turn = async (): Promise<void> => {
      if (turns++ === 6) trainer.controls.act({ do: 'stop' }, 0);
    };
    const trainer: Trainer = new Trainer(await made(), items, { ...FEW, epochs: 50 }, [], watcher, turn);
    expect(Object.keys(await trainer.run())).toContain('decoder.onnx');
    expect(updates.at(-1)).toMatchObject({ now: 'ended', step: 6 });
  });

  test('a change is recorded with the step from which on it counts', async () => {
    const { trainer, updates } = await run();
    trainer.controls.act({ do: 'change', what: 'beta', to: 4 }, 0);
    await trainer.run();
    const points: Point[] = updates.flatMap((update) => update.points);
    expect(points.filter(([kind]) => kind === 'change')).toEqual([['change', 0, 'beta', 1, 4]]);
    expect(updates.at(-1)!.beta).toBe(4);
  });

  test('a value out of range is rejected', async () => {
    const { trainer } = await run();
    expect(trainer.controls.act({ do: 'change', what: 'rate', to: -1 }, 0)).toBe('rate must be from 0 to 100, got -1.');
    expect(trainer.controls.act({ do: 'change', what: 'beta', to: NaN }, 0)).toMatch(/from 0 to 1000/);
  });
});

test('a run whose loss is not finite ends with the weights of the last step that was sound, and says why', async () => {
  const { trainer, network, updates } = await run({ epochs: 30 });
  trainer.controls.act({ do: 'change', what: 'rate', to: 100 }, 0);
  // as too high a rate does, sooner or later
  const { learn } = network;
  let calls = 0;
  network.learn = (...rest) => {
    const sums = learn.apply(network, rest);
    calls++;
    // it grows first
    const reconstruction = calls < 4 ? sums.reconstruction : calls < 6 ? 1e6 * calls : NaN;
    return { ...sums, reconstruction };
  };
  await trainer.run();
  expect(updates.at(-1)).toMatchObject({
    now: 'failed',
    message:
      'The loss is not finite any more at step 6; the model is that of step 2. ' +
      'The learning rate was raised 100 times: start again with a lower one.',
  });
  expect(network.parameters.values.every(Number.isFinite)).toBe(true);
});

/** Lets the run make the steps that it is allowed. */
async function turns(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
}

test('a GPU that is faster computes the gradients, which the updates say', async () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  const network = await made();
  const learn = network.learn.bind(network);
  network.learn = (...given) => {
    now += 500;
    return learn(...given);
  };
  const updates: Update[] = [];
  const watcher: Watcher = { updated: (update) => updates.push(update), shown: () => undefined };
  const gpu = await partner({});
  await new Trainer(network, items, { ...FEW, epochs: 10 }, [], watcher, undefined, null, Promise.resolve(gpu)).run();
  vi.restoreAllMocks();
  expect(updates.at(-1)).toMatchObject({ now: 'ended', onGpu: true });
  expect(losses(updates).at(-1)).toBeLessThan(losses(updates)[0]!);
});
