import { describe, expect, test } from 'vitest';
import { seeded } from '../../src/math/random';
import { normal } from '../../src/math/prior';
import type { CurveOutput } from '../../src/outputs/curve';
import { parseAtlas } from '../../src/sources/atlas';
import { checked, parseFolder } from '../../src/sources/folder';
import { Zip } from '../../src/sources/zip';
import { writeZip } from '../../src/sources/zipWriter';
import { architectureOf } from '../../src/training/architecture';
import { byLine } from '../../src/training/curves';
import { splitOf, valuesOf, type Items } from '../../src/training/items';
import { Machine } from '../../src/training/machine';
import { folderOf, type Files } from '../../src/training/modelFolder';
import { Network } from '../../src/training/network';
import { SETTINGS, type Settings } from '../../src/training/settings';
import { difference } from '../numbers';
import { reference } from '../reference';
import { bars, waves } from './items';

const items = bars(60);
const curves = waves(60, 37, 2);

async function made(settings: Partial<Settings>, of: Items = items): Promise<{ network: Network; files: Files }> {
  const all = { ...SETTINGS, ...settings };
  const network = new Network(await Machine.create(), architectureOf(of, all), all.likelihood);
  network.parameters.draw(seeded(4));
  const state = { settings: all, items: of, epochs: 0, heldOut: null, training: false };
  return { network, files: folderOf(network, state) };
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

    const pixels = valuesOf(items, [0, 1, 2]);
    const values = Float32Array.from(pixels, (byte) => byte * (2 / 255) - 1);
    const found = await reference(files['encoder.onnx']!, { image: { data: values, shape: [3, 1, 8, 8] } });
    const { mean, logvar } = network.evaluate(pixels, new Float32Array(3 * d));
    expect(difference(mean, found.mean!.data)).toBeLessThan(1e-5);
    expect(difference(logvar, found.logvar!.data)).toBeLessThan(1e-5);
  });
});

describe.each([
  { likelihood: 'gaussian', of: curves },
  { likelihood: 'gaussian', of: waves(60, 11) },
  { likelihood: 'bernoulli', of: { ...curves, values: curves.values.map((value) => value / 10) } },
] as { likelihood: Settings['likelihood']; of: Items }[])(
  'a network of curves with the $likelihood likelihood',
  ({ likelihood, of }) => {
    test("is decoded and encoded by onnxruntime as in the page's memory, in the unit of the data", async () => {
      const { network, files } = await made({ latentDim: 3, likelihood }, of);
      const [, length, lines] = of.shape;
      const random = seeded(5);
      const z = Float32Array.from({ length: 15 }, () => normal(random));
      const { sample } = await reference(files['decoder.onnx']!, { z: { data: z, shape: [5, 3] } });
      expect(sample!.shape).toEqual([5, lines, length]);
      network.prepare();
      expect(difference(byLine(network.decode(z), of.shape), sample!.data)).toBeLessThan(1e-5);

      const values = valuesOf(of, [0, 1, 2]) as Float32Array<ArrayBuffer>;
      const input = { data: byLine(values, of.shape), shape: [3, lines, length] };
      const found = await reference(files['encoder.onnx']!, { sample: input });
      const { mean, logvar, error } = network.evaluate(values, new Float32Array(9));
      expect(difference(mean, found.mean!.data)).toBeLessThan(1e-5);
      expect(difference(logvar, found.logvar!.data)).toBeLessThan(1e-5);
      const decoded = network.decode(mean);
      const size = length * lines;
      error.forEach((squares, item) => {
        const wanted = values.subarray(item * size, (item + 1) * size);
        const sum = wanted.reduce((all, value, i) => all + (value - decoded[item * size + i]!) ** 2, 0);
        expect(squares / sum).toBeCloseTo(1, 4);
      });
    });
  },
);

test('a folder of curves says how they are drawn', async () => {
  const { files } = await made({ latentDim: 3, likelihood: 'gaussian' }, curves);
  const { output } = await parseFolder(new TextDecoder().decode(files['latentwalk.json']));
  expect(output).toMatchObject({ kind: 'curve', curve: { length: 37, channels: ['1', '2'] } });
  const { low, high } = (output as CurveOutput).curve;
  expect([low, high]).toEqual([expect.closeTo(2.8, 1), expect.closeTo(7.3, 1)]);
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
  const files = folderOf(network, state, null, splitOf(60).heldOut);
  expect(files['encoder.onnx']).toBeUndefined();
  expect(JSON.parse(new TextDecoder().decode(files['latentwalk.json']))).toMatchObject({ training: true, presets: {} });
});
