/** Bytes of protobuf messages. A message is its fields, one after the other. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** A field: a number as a varint, text or a message with its length. */
export function field(id: number, value: number | string | Bytes): Bytes {
  if (typeof value === 'number') return joined([varint(8 * id), varint(value)]);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return joined([varint(8 * id + 2), varint(bytes.length), bytes]);
}

export function joined(parts: readonly Bytes[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A whole number from 0 up. */
function varint(value: number): Bytes {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}
