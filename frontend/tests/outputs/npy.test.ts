import { describe, expect, test } from 'vitest';
import { parseField } from '../../src/outputs/field';
import { npySample } from '../../src/outputs/npy';

const output = parseField({ height: 1, width: 3, channels: ['a', 'b'], low: 0, high: 9 });

/** A file as NumPy writes it. */
function npy(values: ArrayBufferView<ArrayBuffer>, shape: string, descr: string, order = 'False'): ArrayBuffer {
  const header = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${shape}), }`.padEnd(117) + '\n';
  const bytes = new Uint8Array(10 + header.length + values.byteLength);
  bytes.set([0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length, 0]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(new Uint8Array(values.buffer), 10 + header.length);
  return bytes.buffer;
}

const six = [1, 2, 3, 4, 5, 6.5];

describe('an NPY file', () => {
  test.each([
    [npy(Float32Array.from(six), '2, 1, 3', '<f4')],
    [npy(Float64Array.from(six), '1, 2, 1, 3', '<f8')],
    [npy(Float32Array.from(six), '6,', '<f4')],
  ])('has a sample in the model’s shape, or flat', (file) => {
    expect([...npySample(file, output)]).toEqual(six);
  });

  test.each([
    [npy(BigInt64Array.from([1n, -2n, 3n, 4n, 5n, 6n]), '6,', '<i8'), [1, -2, 3, 4, 5, 6]],
    [npy(Uint16Array.from([1, 65535, 3, 4, 5, 6]), '6,', '<u2'), [1, 65535, 3, 4, 5, 6]],
    [npy(Int8Array.from([1, -2, 3, 4, 5, 6]), '6,', '|i1'), [1, -2, 3, 4, 5, 6]],
    [npy(Uint8Array.from([1, 0, 1, 0, 1, 1]), '6,', '|b1'), [1, 0, 1, 0, 1, 1]],
  ])('may have whole numbers', (file, numbers) => {
    expect([...npySample(file, output)]).toEqual(numbers);
  });

  test.each([
    [npy(Float32Array.from(six), '3, 2', '<f4'), 'its shape is (3, 2), but this model'],
    [npy(Float32Array.from(six), '2, 1, 3', '>f4'), "does not read its type '>f4'"],
    [npy(Float32Array.from(six), '2, 1, 3', '<f4', 'True'), 'C order'],
    [npy(Float32Array.from([...six.slice(1), NaN]), '6,', '<f4'), 'NaN'],
    [npy(Float32Array.from(six.slice(1)), '6,', '<f4'), 'ends too early'],
    [new TextEncoder().encode('a,b\n1,2\n3,4\n5,6').buffer, 'no NPY'],
    [new ArrayBuffer(3), 'no NPY'],
  ])('that does not fit is refused', (file, sentence) => {
    expect(() => npySample(file, output)).toThrow(sentence);
  });
});
