import { describe, expect, test } from 'vitest';
import { parseSnapshots } from '../../src/sources/snapshots';
import { safetensors, type Arrays } from '../safetensors';

const good: Arrays = {
  'decoder.w': { shape: [2, 1, 2], data: Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400) },
  mean: { shape: [2, 2, 1], data: Uint16Array.of(0, 0x3c00, 0xbc00, 0x3800) },
  row: { shape: [2], data: Int32Array.of(0, 3) },
  epoch: { shape: [2], data: Float32Array.of(0, 1.5) },
  loss: { shape: [2], data: Float32Array.of(NaN, 90) },
};

describe('snapshots', () => {
  test('are read one by one', () => {
    const { count, epoch, loss, row, meanAt, weightsAt } = parseSnapshots(safetensors(good), 1, 4);
    expect([count, [...epoch], [...loss], [...row]]).toEqual([2, [0, 1.5], [NaN, 90], [0, 3]]);
    expect([...meanAt(0), ...meanAt(1)]).toEqual([0, 1, -1, 0.5]);
    expect(weightsAt(0)).toEqual(new Map([['w', Float32Array.of(1, 2)]]));
    expect(weightsAt(1)).toEqual(new Map([['w', Float32Array.of(3, 4)]]));
  });

  test.each([
    ['nothing', new ArrayBuffer(0), 'is not a safetensors file'],
    ['a missing array', safetensors({ ...good, loss: undefined! }), "lacks the array 'loss'"],
    [
      'another dimension',
      safetensors({ ...good, mean: { shape: [2, 1, 2], data: new Uint16Array(4) } }),
      "'mean' of another type or shape",
    ],
    [
      'another type',
      safetensors({ ...good, 'decoder.w': { shape: [2, 2], data: new Float32Array(4) } }),
      "'decoder.w' of another type",
    ],
    ['no weights', safetensors({ ...good, 'decoder.w': undefined! }), 'holds no weights'],
    ['rows beyond the atlas', safetensors({ ...good, row: { shape: [2], data: Int32Array.of(0, 4) } }), '0 to 3'],
    ['rows in disorder', safetensors({ ...good, row: { shape: [2], data: Int32Array.of(2, 1) } }), 'ascending'],
    [
      'epochs in disorder',
      safetensors({ ...good, epoch: { shape: [2], data: Float32Array.of(2, 1) } }),
      'not in ascending order',
    ],
  ])('that are %s are refused in a sentence', (_, bytes, sentence) => {
    expect(() => parseSnapshots(bytes, 1, 4)).toThrow(new RegExp(sentence));
  });
});
