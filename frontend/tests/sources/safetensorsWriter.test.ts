import { expect, test } from 'vitest';
import { readSafetensors } from '../../src/sources/safetensors';
import { writeSafetensors } from '../../src/sources/safetensorsWriter';

test('arrays are read as they were written, and begin at multiples of their numbers', () => {
  const arrays = {
    odd: { shape: [3], data: Uint8Array.of(1, 2, 3) },
    mean: { shape: [2, 1], data: Float32Array.of(0.5, -2) },
    label: { shape: [2], data: Int32Array.of(-1, 7) },
  };
  const file = writeSafetensors(arrays);
  const read = readSafetensors(file.buffer);
  for (const [name, array] of Object.entries(arrays)) expect(read.get(name)).toEqual(array);
  expect(read.get('mean')!.data.buffer).toBe(file.buffer);
});
