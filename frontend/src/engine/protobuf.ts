import { invalid } from './errors';

/** A field of a protobuf message: `value` holds a varint, `bytes` anything else. */
export interface Field {
  id: number;
  value: number;
  bytes: Uint8Array;
}

const NOTHING = new Uint8Array();

/** A place in a message. */
interface Cursor {
  bytes: Uint8Array;
  at: number;
}

// Two halves, since a number holds only 53 bits: sizes and shapes are exact, a sentinel such as 2^63 - 1 nearly so.
function varint(cursor: Cursor): number {
  let low = 0;
  let high = 0;
  for (let shift = 0; shift < 70; shift += 7) {
    const byte = cursor.bytes[cursor.at++];
    if (byte === undefined) break;
    const bits = byte & 127;
    if (shift < 28) low |= bits << shift;
    else if (shift === 28) {
      low |= bits << 28;
      high = bits >> 4;
    } else high |= bits << (shift - 32);
    if (byte < 128) return (high | 0) * 2 ** 32 + (low >>> 0);
  }
  return invalid('The ONNX file is cut short or damaged: a number in it never ends.');
}

/** The fields of a message. Every length is checked against the bytes that are there. */
export function* fields(bytes: Uint8Array): Generator<Field> {
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const key = varint(cursor);
    const wire = key & 7;
    const field: Field = { id: Math.floor(key / 8), value: 0, bytes: NOTHING };
    if (wire === 0) field.value = varint(cursor);
    else {
      const length = wire === 2 ? varint(cursor) : wire === 1 ? 8 : wire === 5 ? 4 : -1;
      if (length < 0 || length > bytes.length - cursor.at) {
        invalid('The ONNX file is cut short or damaged: a part of it reaches past its end.');
      }
      field.bytes = bytes.subarray(cursor.at, (cursor.at += length));
    }
    yield field;
  }
}

/** Adds a repeated whole number, packed or not, to a list. */
export function varints({ bytes, value }: Field, list: number[]): void {
  if (!bytes.length) list.push(value);
  for (const cursor = { bytes, at: 0 }; cursor.at < bytes.length; ) list.push(varint(cursor));
}

/** Little-endian floats, wherever in the file they stand. */
export function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice(0, bytes.length & ~3).buffer);
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
