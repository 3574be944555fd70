import { describe, expect, test } from 'vitest';
import { seeded } from '../../src/math/random';
import { normal } from '../../src/math/prior';
import { parseAtlas } from '../../src/sources/atlas';
import { checked, parseFolder } from '../../src/sources/folder';
import { Zip } from '../../src/sources/zip';
import { writeZip } from '../../src/sources/zipWriter';
import { pixelsOf, splitOf } from '../../src/training/items';
import { Machine } from '../../src/training/machine';
import { folderOf, type Files } from '../../src/training/modelFolder';
import { Network } from '../../src/training/network';
import { SETTINGS, type Settings } from '../../src/training/settings';
import { difference } from '../numbers';
import { reference } from '../reference';
import { bars } from './items';

const items = bars(60);

async function made(settings: Partial<Settings>): Promise<{ network: Network; files: Files }> {
  const all = { ...SETTINGS, ...settings };
  const network = new Network(await Machine.create(), { kind: all.kind, item: items.shape, latentDim: all.latentDim });
  network.parameters.draw(seeded(4));
  return { network, files: folderOf(network, { settings: all, items, epochs: 0, heldOut: null, training: false }) };
}

describe.each([
  { kind: 'plain', latentDim: 3 },
  { kind: 'plain', latentDim: 40 },
  { kind: 'dense', latentDim: 3 },
] as const)('a $kind network of $latentDim dimensions', (settings) => {
  test("is decoded and encoded by onnxruntime as in the page's memory", async () => {
    const { network, files } = await made(settings);
    const { latentDim: d } = settings;
    const random = seeded(5);
    const z = Float32Array.from({ length: 5 * d }, () => normal(random));
    const { image } = await reference(files['decoder.onnx']!, { z: { data: z, shape: [5, d] } });
    expect(image!.shape).toEqual([5, 1, 8, 8]);
    expect(difference(network.decode(z), image!.data)).toBeLessThan(1e-5);

    const pixels = pixelsOf(items, [0, 1, 2]);
    const values = Float32Array.from(pixels, (byte) => byte * (2 / 255) - 1);
    const found = await reference(files['encoder.onnx']!, { image: { data: values, shape: [3, 1, 8, 8] } });
    const { mean, logvar } = network.evaluate(pixels, new Float32Array(3 * d));
    expect(difference(mean, found.mean!.data)).toBeLessThan(1e-5);
    expect(difference(logvar, found.logvar!.data)).toBeLessThan(1e-5);
  });
});

test('a zipped folder has all files, with their hashes, and says how the model was made', async () => {
  const { files } = await made({ latentDim: 3 });
  const zip = await Zip.open(writeZip(files));
  const read = async (name: string) => (await zip.read(name))!;
  const folder = await parseFolder(new TextDecoder().decode(await read('latentwalk.json')));
  for (const name of ['decoder.onnx', 'encoder.onnx', 'atlas.safetensors'])
    expect(new Uint8Array(await checked(name, read, folder))).toEqual(files[name]);
  expect(folder).toMatchObject({
    name: 'bars',
    latentDim: 3,
    classes: ['rows', 'columns'],
    training: false,
    provenance: { trained: 'in the page', data: { name: 'bars', trained_on: 54, held_out: 6 }, seed: 0 },
  });
  expect(folder.presets.map(({ name }) => name)).toEqual(['rows', 'columns']);
});

test('the map has all items, those held out first, with their classes', async () => {
  const { files } = await made({ latentDim: 3 });
  const atlas = parseAtlas(files['atlas.safetensors']!.slice().buffer, 3);
  const { train, heldOut } = splitOf(60);
  expect([...atlas.row!]).toEqual([...heldOut, ...train]);
  expect([...atlas.split]).toEqual([...heldOut.map(() => 1), ...train.map(() => 0)]);
  expect([...atlas.label]).toEqual(Array.from(atlas.row!, (row) => row % 2));
});

test('a network that learns has no encoder and no presets yet', async () => {
  const { network } = await made({ latentDim: 3 });
  const settings = { ...SETTINGS, latentDim: 3 };
  const state = { settings, items, epochs: 0, heldOut: null, training: true };
  const files = folderOf(network, state, splitOf(60).heldOut);
  expect(files['encoder.onnx']).toBeUndefined();
  expect(JSON.parse(new TextDecoder().decode(files['latentwalk.json']))).toMatchObject({ training: true, presets: {} });
});
