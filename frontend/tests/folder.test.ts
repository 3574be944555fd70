import { describe, expect, test } from 'vitest';
import { parseImage } from '../src/outputs/image';
import { checked, parseFolder } from '../src/sources/folder';

const good = {
  format: 1,
  name: 'mnist',
  latent_dim: 2,
  image: { height: 2, width: 3, channels: 1, low: -1, high: 1 },
  classes: ['7'],
  presets: { 7: [0.5, -1] },
  provenance: { seed: 0 },
  files: { 'decoder.onnx': 'AB' },
};

describe("a model folder's description", () => {
  test('is read', async () => {
    expect(await parseFolder(JSON.stringify(good))).toEqual({
      name: 'mnist',
      latentDim: 2,
      output: parseImage(good.image),
      classes: ['7'],
      conditions: [],
      conditionalEncoder: false,
      presets: [{ name: '7', z: Float32Array.of(0.5, -1) }],
      start: null,
      latentShape: null,
      prior: [],
      provenance: { seed: 0 },
      hashes: { 'decoder.onnx': 'AB' },
      live: [],
      predictor: null,
      training: false,
    });
  });

  test.each([
    [
      [2, 1, 1],
      [2, 1, 1],
    ],
    [[1, 2], null],
    [[3, 1, 1], null],
    ['wide', null],
  ])('has the shape %o of a latent point, if it is a map', async (given, latentShape) => {
    const adopted = { ...good, provenance: { adopted: { latent_shape: given } } };
    expect((await parseFolder(JSON.stringify(adopted))).latentShape).toEqual(latentShape);
  });

  test('may list conditions, and presets that set them', async () => {
    const conditions = [{ name: 'weight', kind: 'number', range: [0, 1] }];
    const presets = { 7: [0.5, -1], 8: [0.5, -1, 0.25] };
    const folder = await parseFolder(JSON.stringify({ ...good, conditions, conditional_encoder: true, presets }));
    expect(folder).toMatchObject({ conditions: [{ name: 'weight', initial: 0.5 }], conditionalEncoder: true });
    expect(folder.presets.map(({ z }) => z.length)).toEqual([2, 3]);
  });

  test('may have an unknown prior', async () => {
    expect((await parseFolder(JSON.stringify({ ...good, prior: 'unknown' }))).prior).toBeNull();
  });

  test.each([
    ['{', 'not valid JSON'],
    ['null', 'no format'],
    [JSON.stringify({ ...good, format: 3 }), 'has format 3'],
    [JSON.stringify({ ...good, latent_dim: 'six' }), 'the number of latent dimensions'],
    [JSON.stringify({ ...good, image: { ...good.image, low: 1 } }), 'value range of the images'],
    [JSON.stringify({ ...good, presets: { 7: [1] } }), 'a preset that is not a point with 2 coordinates'],
    [JSON.stringify({ ...good, conditions: [{}] }), 'a condition, number 1, whose name is not a text'],
    [JSON.stringify({ ...good, conditional_encoder: 1 }), 'neither true nor false of conditional_encoder'],
    [JSON.stringify({ ...good, prior: [] }), 'a prior that is not a list of Gaussians over 2 dimensions'],
    [JSON.stringify({ ...good, prior: 'flat' }), 'a prior that is not a list of Gaussians over 2 dimensions'],
    [JSON.stringify({ ...good, prior: [{ weight: 1, mean: [0], factor: [[1], [0, 1]] }] }), 'a prior that is not'],
    [JSON.stringify({ ...good, prior: [{ weight: 1, mean: [0, 0], factor: [[1], [1]] }] }), 'a prior that is not'],
    [JSON.stringify({ ...good, prior: [{ weight: -1, mean: [0, 0], factor: [[1], [0, 1]] }] }), 'a prior that is not'],
    [JSON.stringify({ ...good, classes: 7 }), 'classes that are not a list'],
    [JSON.stringify({ ...good, start: '8' }), 'opens with a preset that it does not have'],
  ])('%s is refused', async (text, sentence) => {
    await expect(parseFolder(text)).rejects.toThrow(sentence);
  });

  test('is checked against the hashes of its files', async () => {
    const folder = await parseFolder(JSON.stringify(good));
    const read = async () => new TextEncoder().encode('abc').buffer;
    const hash = 'BA7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect((await checked('decoder.onnx', read, { ...folder, hashes: { 'decoder.onnx': hash } })).byteLength).toBe(3);
    await expect(checked('decoder.onnx', read, folder)).rejects.toThrow('its SHA-256 differs');
  });
});
