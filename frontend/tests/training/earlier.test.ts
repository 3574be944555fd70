import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseFolder } from '../../src/sources/folder';
import type { Model } from '../../src/sources/source';
import { earlier } from '../../src/training/earlier';
import type { Shape } from '../../src/training/layers/layer';
import { Machine } from '../../src/training/machine';
import { folderOf } from '../../src/training/modelFolder';
import { Network } from '../../src/training/network';
import { SETTINGS } from '../../src/training/settings';
import { Trainer } from '../../src/training/trainer';
import { bars } from './items';

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
  await new Trainer(await network(), items, settings, [], watcher, undefined, found!.weights).run();
  expect(losses[0]).toBeCloseTo(last!, 3);
});

test('so do models of `latentwalk train` with the same architecture', async () => {
  const found = await earlier(await shipped('mnist-beta-20'), GREY);
  expect(found?.architecture).toEqual({ kind: 'plain', item: GREY, latentDim: 6 });
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
