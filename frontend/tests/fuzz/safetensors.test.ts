import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patched, weightsOf } from '../../src/engine/weights';
import { parseAtlas } from '../../src/sources/atlas';
import { readSafetensors } from '../../src/sources/safetensors';
import { parseSnapshots } from '../../src/sources/snapshots';
import { momentOf } from '../../src/state/moment';
import { safetensors } from '../safetensors';
import { damaged, damagedBytes, written } from './damage';
import { joined } from '../../src/engine/bytes';
import { endures } from './hostile';
import { damagedModel } from './protobuf';

const atlas = safetensors({
  mean: { shape: [3, 2], data: Float32Array.of(1, 2, 3, 4, 5, 6) },
  logvar: { shape: [3, 2], data: new Float32Array(6) },
  label: { shape: [3], data: Int32Array.of(1, -1, 0) },
  split: { shape: [3], data: Uint8Array.of(0, 1, 0) },
  error: { shape: [3], data: Float32Array.of(0.5, 1, 2) },
  layout: { shape: [3, 2], data: new Float32Array(6) },
});
const snapshots = safetensors({
  'decoder.w': { shape: [2, 1, 2], data: Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x7e00) },
  mean: { shape: [2, 2, 2], data: new Uint16Array(8) },
  row: { shape: [2], data: Int32Array.of(0, 2) },
  epoch: { shape: [2], data: Float32Array.of(0, 1.5) },
  loss: { shape: [2], data: Float32Array.of(NaN, 90) },
});

/** Damage to the header, as the JSON that it is, its length kept true or not, and to the bytes. */
function hostile(file: ArrayBuffer): fc.Arbitrary<ArrayBuffer> {
  const bytes = new Uint8Array(file);
  const length = Number(new DataView(file).getBigUint64(0, true));
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const framed = fc
    .tuple(damaged(header).map(written), fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { freq: 8 }))
    .map(([text, lie]) => {
      const encoded = new TextEncoder().encode(text);
      const size = new Uint8Array(8);
      new DataView(size.buffer).setBigUint64(0, lie ?? BigInt(encoded.length), true);
      return joined(size, encoded, bytes.subarray(8 + length));
    });
  return fc
    .oneof({ weight: 3, arbitrary: framed }, { weight: 1, arbitrary: damagedBytes(bytes) })
    .map((one) => one.slice().buffer);
}

function read(file: ArrayBuffer): void {
  for (const { shape, data } of readSafetensors(file).values()) {
    expect(shape.every((side) => Number.isInteger(side) && side >= 0)).toBe(true);
    expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
  }
}

describe('arrays with damage', () => {
  test('are read or refused', () =>
    endures(
      'safetensors',
      hostile(atlas),
      (file) => {
        try {
          read(file);
        } catch (error) {
          // callers make a sentence of it
          throw new Error(`The file ${(error as Error).message}.`, { cause: error });
        }
      },
      300,
    ));

  test('of an atlas are read or refused', () =>
    endures(
      'atlas.safetensors',
      hostile(atlas),
      (file) => {
        const { n, mean, logvar, label, split, error } = parseAtlas(file, 2);
        expect([mean.length, logvar.length, label.length, split.length, error.length]).toEqual([2 * n, 2 * n, n, n, n]);
      },
      500,
    ));

  test('of snapshots are read or refused', () =>
    endures(
      'snapshots.safetensors',
      hostile(snapshots),
      (file) => {
        const { count, row, meanAt, weightsAt } = parseSnapshots(file, 2, 3);
        for (let at = 0; at < count; at++) {
          weightsAt(at);
          momentOf(parseAtlas(atlas, 2), row, meanAt(at));
        }
      },
      500,
    ));
});

describe('a decoder', () => {
  const decoder = new Uint8Array(readFileSync(new URL('../fixtures/decoder-script.onnx', import.meta.url)));

  test('with damage accepts the weights of a snapshot or refuses them', () =>
    endures(
      'weights of a snapshot',
      fc.oneof(damagedModel(decoder), damagedBytes(decoder)),
      (bytes) => {
        const own = weightsOf(bytes);
        const other = patched(
          bytes.buffer,
          new Map([...own].map(([name, { length }]) => [name, new Float32Array(length / 4)])),
        );
        expect(other.byteLength).toBe(bytes.length);
      },
      100,
    ));
});
