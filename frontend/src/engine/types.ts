import type { Types } from './onnx';

const buffer = new DataView(new ArrayBuffer(4));

/** The upper half of a float32's bits. */
function bfloat(bits: number | bigint): number {
  buffer.setUint32(0, Number(bits) * 2 ** 16);
  return buffer.getFloat32(0);
}

/** IEEE half precision: a sign, five bits of exponent and ten of mantissa. */
function half(bits: number | bigint): number {
  const all = Number(bits) & 0xffff;
  const sign = all & 0x8000 ? -1 : 1;
  const exponent = (all >> 10) & 31;
  const mantissa = all & 1023;
  if (exponent === 31) return mantissa ? NaN : sign * Infinity;
  return sign * (exponent ? 2 ** (exponent - 25) * (1024 + mantissa) : 2 ** -24 * mantissa);
}

/** All types of numbers that the full engine reads. They are computed with as float32. */
export const TYPES: Types = {
  1: [Float32Array],
  2: [Uint8Array],
  3: [Int8Array],
  4: [Uint16Array],
  5: [Int16Array],
  6: [Int32Array],
  7: [BigInt64Array],
  9: [Uint8Array],
  10: [Uint16Array, half],
  11: [Float64Array],
  12: [Uint32Array],
  13: [BigUint64Array],
  16: [Uint16Array, bfloat],
};
