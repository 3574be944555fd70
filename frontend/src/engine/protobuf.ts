import { invalid } from './errors';

/** A field of a protobuf message: `value` holds a varint, `bytes` anything else. */
export interface Field {
  id: number;
  value: number;
  bytes: Uint8Array;
}

/** A message: its fields by number, in file order. */
export type Message = (id: number) => Field[];

/** The most fields of one message: more would take many times the memory of the file. */
const MOST_FIELDS = 2 ** 17;

/** A position in a message. */
interface Cursor {
  bytes: Uint8Array;
  at: number;
}

function varint(cursor: Cursor): number {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n) {
    const byte = cursor.bytes[cursor.at++]!;
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return Number(BigInt.asIntN(64, value));
  }
  return invalid('The ONNX file is truncated or damaged: a number in it does not end.');
}

/** Parses bytes as a message. Every length is checked against the bytes that remain. */
function fields(bytes: Uint8Array): Field[] {
  const list: Field[] = [];
  for (const cursor = { bytes, at: 0 }; cursor.at < bytes.length;) {
    const key = varint(cursor);
    const wire = key & 7;
    const value = wire === 1 ? 8 : wire === 5 ? 4 : varint(cursor);
    const start = cursor.at;
    cursor.at += wire && value;
    if (
      list.length > MOST_FIELDS ||
      wire === 3 ||
      wire === 4 ||
      wire > 5 ||
      cursor.at < start ||
      cursor.at > bytes.length
    ) {
      invalid('The ONNX file is truncated or damaged: a part of it extends beyond the end.');
    }
    list.push({ id: Math.floor(key / 8), value, bytes: bytes.subarray(start, cursor.at) });
  }
  return list;
}

/** The message that one field holds, or several as one. */
export function message(...parts: Pick<Field, 'bytes'>[]): Message {
  const all = parts.flatMap(({ bytes }) => fields(bytes));
  return (wanted) => all.filter(({ id }) => id === wanted);
}

/** Repeated integers, packed or not. */
export function varints(list: Field[]): number[] {
  return list.flatMap(({ bytes, value }) => {
    const packed: number[] = [];
    for (const cursor = { bytes, at: 0 }; cursor.at < bytes.length;) packed.push(varint(cursor));
    return bytes.length ? packed : value;
  });
}

export function text(field: Field | undefined): string {
  return new TextDecoder().decode(field?.bytes);
}
