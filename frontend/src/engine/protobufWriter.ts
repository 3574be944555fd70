import { joined, type Bytes } from './bytes';

/**
 * A field of a protobuf message: a number as a varint, or text or a message with its length. A message is its fields,
 * one after the other.
 */
export function field(id: number, value: number | string | Bytes): Bytes {
  if (typeof value === 'number') return joined(varint(8 * id), varint(value));
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return joined(varint(8 * id + 2), varint(bytes.length), bytes);
}

/** A whole number from 0 up. */
function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}
