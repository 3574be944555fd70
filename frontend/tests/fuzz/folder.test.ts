import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../src/conditions/condition';
import { readGiven, writeGiven } from '../../src/conditions/text';
import { draw } from '../../src/math/prior';
import { checked, canEncode, parseFolder } from '../../src/sources/folder';
import { initialView } from '../../src/state/view';
import { seeded } from '../random';
import { damaged, damagedBytes, damagedText, written } from './damage';
import { endures } from './hostile';

const manifest = {
  format: 1,
  name: 'mine',
  latent_dim: 2,
  image: { height: 28, width: 28, channels: 1, low: -1, high: 1 },
  classes: ['0', '<b>1</b>'],
  conditions: [
    { name: 'label', kind: 'category', values: ['0', '<b>1</b>'], default: 1 },
    { name: 'weight', kind: 'number', range: [0, 1] },
  ],
  conditional_encoder: true,
  presets: { 0: [0.5, -1], '<b>1</b>': [1, 2, 0, 1, 0.5] },
  prior: [
    { weight: 0.5, mean: [0, 1], factor: [[1], [0.5, 2]] },
    { weight: 1.5, mean: [1, 1], factor: [[1], [0, 1]] },
  ],
  provenance: { data: 'MNIST', metrics: { 'held-out loss': 89 } },
  files: { 'decoder.onnx': 'aa', 'encoder.onnx': 'bb' },
  live: ['decoder'],
  training: false,
};

/** Parses a manifest and uses all its values like the page. */
async function opened(text: string): Promise<void> {
  const folder = await parseFolder(text);
  const { latentDim, output, classes, conditions, presets, prior, hashes, live } = folder;
  expect(typeof folder.name).toBe('string');
  expect([...classes, ...Object.values(hashes), ...live].every((one) => typeof one === 'string')).toBe(true);
  expect(typeof folder.provenance).toBe('object');
  expect([output.size, output.range, ...output.shape].every((size) => size > 0 && Number.isFinite(size))).toBe(true);
  const given = defaultsOf(conditions);
  expect(given.every(Number.isFinite)).toBe(true);
  expect(readGiven(writeGiven(given, conditions), conditions)).toEqual(given);
  const lengths = [latentDim, latentDim + given.length];
  expect(presets.every(({ name, z }) => typeof name === 'string' && lengths.includes(z.length))).toBe(true);
  canEncode(folder);
  const point = draw(prior ?? [], latentDim, seeded(1));
  expect(point.length).toBe(latentDim);
  expect(initialView(latentDim, ['z1', 'z2']).z.length).toBe(latentDim);
  await checked('decoder.onnx', async () => new ArrayBuffer(4), { ...folder, hashes: {} });
  await checked('decoder.onnx', async () => new ArrayBuffer(4), folder).catch((error: Error) =>
    expect(error.message).toContain('SHA-256 differs'),
  );
}

describe('a manifest', () => {
  test('with other values in it is read or refused', () =>
    endures('latentwalk.json, values', damaged(manifest).map(written), opened, 1000));
  test('with damage to its text is read or refused', () =>
    endures('latentwalk.json, text', damagedText(manifest), opened, 600));
  test('with damage to its bytes is read or refused', () =>
    endures(
      'latentwalk.json, bytes',
      damagedBytes(new TextEncoder().encode(JSON.stringify(manifest))).map((bytes) => new TextDecoder().decode(bytes)),
      opened,
      200,
    ));
  test('of arbitrary JSON is refused', () => endures('latentwalk.json, any JSON', fc.json(), opened, 100));
});
