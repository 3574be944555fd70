import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Vector } from '../../src/math/vector';
import { parseFolder } from '../../src/sources/folder';
import type { Model } from '../../src/sources/source';
import { architectureOf } from '../../src/training/architecture';
import { earlier, type Earlier } from '../../src/training/earlier';
import type { Items } from '../../src/training/items';
import type { Shape } from '../../src/training/layers/layer';
import { Machine } from '../../src/training/machine';
import { folderOf, type Files } from '../../src/training/modelFolder';
import { Network } from '../../src/training/network';
import { parseProgress, progressFile } from '../../src/training/progress';
import { SETTINGS, type Settings } from '../../src/training/settings';
import { Trainer } from '../../src/training/trainer';
import { difference } from '../numbers';
import { bars, waves } from './items';

const GALLERY = new URL('../../../src/latentwalk/gallery/', import.meta.url);
const GREY: Shape = [28, 28, 1];

/** A model, as far as its files are read. */
async function opened(files: (name: string) => Promise<Uint8Array>): Promise<Model> {
  const folder = await parseFolder(new TextDecoder().decode(await files('latentwalk.json')));
  return { folder, file: async (name: string) => (await files(name)).slice().buffer } as unknown as Model;
}

const shipped = (name: string): Promise<Model> => opened((file) => readFile(new URL(`${name}/${file}`, GALLERY)));

test('a run goes on from the weights of a model that was trained before', async () => {
  const items = bars(300);
  const settings = { ...SETTINGS, epochs: 3 };
  const architecture = { kind: settings.kind, item: items.shape, latentDim: settings.latentDim };
  const losses: number[] = [];
  const network = async (): Promise<Network> => new Network(await Machine.create(), architecture);
  const watcher = {
    updated: ({ points }: { points: readonly unknown[][] }) =>
      points.forEach(([kind, , loss]) => kind === 'held_out' && losses.push(loss as number)),
    shown: () => undefined,
  };
  const files = await new Trainer(await network(), items, settings, [], watcher).run();
  const [last] = losses.slice(-1);
  const found = await earlier(await opened(async (name) => files[name]!), items.shape);
  expect(found).toMatchObject({ name: 'bars', architecture });
  losses.length = 0;
  await new Trainer(await network(), items, settings, [], watcher, undefined, found).run();
  expect(losses[0]).toBeCloseTo(last!, 3);
});

test('so do models of `latentwalk train` with the same architecture', async () => {
  const found = await earlier(await shipped('mnist-beta-20'), GREY);
  expect(found?.architecture).toEqual({ kind: 'plain', item: GREY, latentDim: 6 });
});

test.each([
  ['pictures', bars(300), 'squared'],
  ['curves', waves(300, 40), 'gaussian'],
] as const)('a run on %s that was stopped and goes on ends as one that was not', async (_, items, likelihood) => {
  const settings: Settings = { ...SETTINGS, likelihood, latentDim: 6, epochs: 6 };
  const ended = async (stopAt: number, from: Earlier | null = null): Promise<{ files: Files; weights: Vector }> => {
    const network = new Network(await Machine.create(), architectureOf(items, settings), likelihood);
    const watcher = { updated: () => undefined, shown: () => undefined };
    let turns = 0;
    const turn = async (): Promise<void> => {
      if (!from && turns === 3) trainer.controls.act({ do: 'change', what: 'rate', to: 0.5 }, 0);
      if (turns++ === stopAt) trainer.controls.act({ do: 'stop' }, 0);
    };
    const trainer: Trainer = new Trainer(network, items, settings, [], watcher, turn, from);
    const files = await trainer.run();
    return { files, weights: network.parameters.values.slice() };
  };
  const whole = await ended(Infinity);
  const half = await ended(7);
  const found = (await earlier(await opened(async (name) => half.files[name]!), items.shape))!;
  expect(found.progress).toMatchObject({ step: 7, epochs: 6, factor: 0.5 });
  const { weights } = await ended(Infinity, found);
  expect(difference(weights, whole.weights)).toBeLessThan(1e-5);
  // the moments matter
  const fresh = await ended(Infinity, { ...found, progress: null });
  expect(difference(fresh.weights, whole.weights)).toBeGreaterThan(1e-3);
});

test.each([
  ['with other items', 280, 2],
  ['after the whole plan, for more epochs', 300, 4],
])('%s, the moments are kept, and the plan begins anew', async (_, count, epochs) => {
  const steps: number[] = [];
  const watcher = { updated: ({ step }: { step: number }) => void steps.push(step), shown: () => undefined };
  const run = async (items: Items, from: Earlier | null, epochs = 2): Promise<Files> => {
    const settings = { ...SETTINGS, epochs };
    const network = new Network(await Machine.create(), architectureOf(items, settings));
    return new Trainer(network, items, settings, [], watcher, undefined, from).run();
  };
  const files = await run(bars(300), null);
  const found = (await earlier(await opened(async (name) => files[name]!), [8, 8, 1]))!;
  expect(found.progress?.moments.steps).toBe(6);
  steps.length = 0;
  const after = await run(bars(count), found, epochs);
  expect(steps[0]).toBe(0);
  const last = await earlier(await opened(async (name) => after[name]!), [8, 8, 1]);
  expect(last!.progress?.moments.steps).toBe(6 + steps.at(-1)!);
});

test('a damaged state of the optimizer is left out', async () => {
  const network = new Network(await Machine.create(), { kind: 'plain', item: [8, 8, 1], latentDim: 2 });
  network.parameters.draw(() => 0.25);
  const weights = network.parameters.named();
  const moments = { steps: 3, first: weights, second: weights };
  const file = progressFile({ moments, step: 3, epochs: 1, beta: 1.3, factor: 0.3, items: 0 });
  expect(parseProgress(file.buffer, weights)).toMatchObject({ step: 3, beta: 1.3, factor: 0.3 });
  expect(parseProgress(file.buffer, new Map([['other', new Float32Array(2)]]))).toBeNull();
  expect(parseProgress(file.buffer.slice(0, 900), weights)).toBeNull();
  const before = progressFile({ moments, step: -3, epochs: 1, beta: 1.3, factor: 0.3, items: 0 });
  expect(parseProgress(before.buffer, weights)).toBeNull();
});

test('other networks and other pictures do not', async () => {
  expect(await earlier(await shipped('mnist-residual'), GREY)).toBeNull();
  expect(await earlier(await shipped('mnist-beta-20'), [32, 32, 1])).toBeNull();
  expect(await earlier(await shipped('mnist-beta-20'), [28, 28, 3])).toBeNull();
});

test('without an encoder, or with damaged files, there is none', async () => {
  const model = await shipped('mnist-beta-20');
  const { 'encoder.onnx': _encoder, ...hashes } = model.folder.hashes;
  expect(await earlier({ ...model, folder: { ...model.folder, hashes } }, GREY)).toBeNull();
  expect(await earlier({ ...model, file: async () => new ArrayBuffer(9) }, GREY)).toBeNull();
});

test('the files of a network have all its weights', async () => {
  const items = bars(60);
  for (const kind of ['plain', 'dense'] as const) {
    const network = new Network(await Machine.create(), { kind, item: items.shape, latentDim: 3 });
    network.parameters.draw(() => 0.25);
    const made = { settings: { ...SETTINGS, kind, latentDim: 3 }, items, epochs: 0, heldOut: null, training: false };
    const files = folderOf(network, made);
    const found = await earlier(await opened(async (name) => files[name]!), items.shape);
    expect(found!.architecture.kind).toBe(kind);
    const named = network.parameters.named();
    expect([...found!.weights.keys()].sort()).toEqual([...named.keys()].sort());
    for (const [name, values] of named) expect(found!.weights.get(name)).toEqual(values);
  }
});
