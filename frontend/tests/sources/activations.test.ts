import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { load as loadPlain } from '../../src/engine/plain';
import { exposing } from '../../src/layers/probe';
import { Activations } from '../../src/sources/activations';
import { difference, generator, normal, type Input } from '../numbers';
import { open } from '../layers/open';
import { reference } from '../reference';
import { model } from '../writer';

const bytesOf = (path: string): ArrayBuffer => {
  const bytes = readFileSync(new URL(path, import.meta.url));
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
};
const shipped = (name: string): ArrayBuffer => bytesOf(`../../../src/latentwalk/gallery/${name}/decoder.onnx`);
const allOf = ({ steps }: Activations): number[] => [...steps.keys()];

/** Compares every layer with onnxruntime, for a random row of the given widths. */
async function compare(file: ArrayBuffer, widths: readonly number[], names: readonly string[]): Promise<Activations> {
  const activations = await Activations.of(file, widths, open);
  const row = Float32Array.from(
    normal(
      generator(4),
      widths.reduce((a, b) => a + b),
    ),
  );
  const { values } = await activations.at(row, allOf(activations));
  let at = 0;
  const inputs = Object.fromEntries(
    widths.map((width, i): [string, Input] => [names[i]!, { data: row.slice(at, (at += width)), shape: [1, width] }]),
  );
  const layers = activations.steps.map(({ layer }) => layer.name);
  const returned = await reference(new Uint8Array(file), inputs);
  const asked = layers.filter((name) => !(name in returned));
  const expected = await reference(new Uint8Array(exposing(file, asked)), inputs);
  for (const [i, { layer, shape }] of activations.steps.entries()) {
    const { data, shape: whole } = expected[layer.name]!;
    expect([shape, whole.slice(1)], layer.name).toContainEqual(whole.length > shape.length ? whole.slice(1) : whole);
    const scale = Math.max(1, ...data.map(Math.abs));
    expect(difference(values.get(i)!, data) / scale, layer.name).toBeLessThan(1e-5);
  }
  return activations;
}

describe('what each layer returns agrees with onnxruntime, in the decoder of', () => {
  test.each([
    ['mnist', [6], ['z']],
    ['waves', [8], ['z']],
    ['emoji', [32], ['z']],
    ['typefaces', [16, 62], ['z', 'label']],
    ['cells', [10, 1], ['z', 'condition_0']],
  ])('%s', async (name, widths, names) => {
    await compare(shipped(name), widths, names);
  });
});

test('a layer that does not begin with the batch has its whole shape, and the others theirs without it', async () => {
  const nodes = [
    { op: 'Transpose', inputs: ['x'], outputs: ['t'], attributes: { perm: [1, 0, 2] } },
    { op: 'Relu', inputs: ['t'], outputs: ['r'] },
    { op: 'Transpose', inputs: ['r'], outputs: ['y'], attributes: { perm: [1, 0, 2] } },
  ];
  const file = model(nodes, { x: [-1, 3, 2] }, ['y']).slice().buffer;
  const activations = await Activations.of(file, [6], open);
  expect(activations.steps.map(({ shape }) => shape)).toEqual([
    [3, 1, 2],
    [3, 1, 2],
    [3, 2],
  ]);
  const { values } = await activations.at(Float32Array.of(-1, 2, 3, -4, 5, 6), [1, 2]);
  expect([...values.get(1)!]).toEqual([0, 2, 3, 0, 5, 6]);
  expect([...values.get(2)!]).toEqual([0, 2, 3, 0, 5, 6]);
});

test('of a network with very large layers, only those that are wanted are computed', async () => {
  const w = { shape: [2, 2 ** 20], data: new Float32Array(2 ** 21).fill(1) };
  const nodes = [
    { op: 'MatMul', inputs: ['x', 'w'], outputs: ['m'] },
    { op: 'Tanh', inputs: ['m'], outputs: ['y'] },
  ];
  const returned: string[][] = [];
  const activations = await Activations.of(
    model(nodes, { x: [-1, 2] }, ['y'], { w }).slice().buffer,
    [2],
    async (read) => {
      const network = await open(read);
      returned.push(network.outputs.map(({ name }) => name));
      return network;
    },
  );
  const { values } = await activations.at(Float32Array.of(0.5, 0.25), [0]);
  expect(values.get(0)![7]).toBe(0.75);
  await activations.at(Float32Array.of(0, 0), [0]);
  await activations.at(Float32Array.of(0, 0), [1]);
  expect(returned).toEqual([['y', 'm'], ['y', 'm'], ['y']]);
});

test('the plain engine, which is all that some pages have, returns the layers too', async () => {
  const { steps } = await Activations.of(shipped('mnist'), [6], open);
  const names = steps.slice(0, -1).map(({ layer }) => layer.name);
  const { outputs } = await loadPlain(exposing(shipped('mnist'), names));
  expect(outputs.map(({ name }) => name)).toEqual(['image', ...names]);
});
