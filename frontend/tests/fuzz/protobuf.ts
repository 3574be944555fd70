import fc from 'fast-check';
import { edge, name } from './damage';
import { joined } from '../../src/engine/bytes';

/** The message type of each numbered field of onnx.proto. */
interface Schema {
  [field: number]: Schema;
}
const TENSOR: Schema = {};
const PORT: Schema = { 2: { 1: { 2: { 1: {} } } } };
const GRAPH: Schema = { 5: TENSOR, 11: PORT, 12: PORT, 13: PORT };
GRAPH[1] = { 5: { 5: TENSOR, 6: GRAPH } };
export const MODEL: Schema = { 7: GRAPH, 8: {} };

/** A field: a varint, the bytes of a string or of numbers, or the fields of a message. */
interface Field {
  id: number;
  wire: number;
  content: bigint | Uint8Array | Field[];
}

export function read(bytes: Uint8Array, schema: Schema = MODEL): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const [id, wire] = [key >> 3, key & 7];
    if (!wire) fields.push({ id, wire, content: varint() });
    else {
      const length = wire === 1 ? 8 : wire === 5 ? 4 : Number(varint());
      const part = bytes.subarray(at, (at += length));
      const inner = wire === 2 ? schema[id] : undefined;
      fields.push({ id, wire, content: inner ? read(part, inner) : part });
    }
  }
  return fields;
}

function varint(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest);
  return Uint8Array.from(bytes);
}

export function write(fields: Field[]): Uint8Array<ArrayBuffer> {
  return joined(
    ...fields.flatMap(({ id, wire, content }) => {
      const key = varint(BigInt(id) * 8n + BigInt(wire));
      if (typeof content === 'bigint') return [key, varint(content)];
      const bytes = content instanceof Uint8Array ? content : write(content);
      return wire === 2 ? [key, varint(BigInt(bytes.length)), bytes] : [key, bytes];
    }),
  );
}

/** All fields of a message, with the message that contains each. */
function all(fields: Field[]): { field: Field; among: Field[] }[] {
  return fields.flatMap((field) => [
    { field, among: fields },
    ...(Array.isArray(field.content) ? all(field.content) : []),
  ]);
}

const SPECIAL = [NaN, Infinity, -Infinity, 1e38, -1e38, 1e-45, 0];

/** ONNX files that are `whole` but for some fields, which hold other numbers, other names, other weights, or are gone, doubled or moved. */
export function damagedModel(whole: Uint8Array, most = 4): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const change = fc.record({
    at: fc.nat(),
    other: fc.nat(),
    shallow: fc.boolean(),
    kind: fc.constantFrom('change', 'change', 'change', 'change', 'copy', 'remove', 'repeat', 'swap', 'lie'),
    number: edge,
    name,
    special: fc.constantFrom(...SPECIAL),
  });
  return fc.array(change, { minLength: 1, maxLength: most }).map((changes) => {
    const root = read(whole);
    for (const { at, other, shallow, kind, number, name: text, special } of changes) {
      // there are many more names and weights, so half of the time a number or a message is chosen
      const fields = all(root);
      const candidates = shallow ? fields.filter(({ field }) => !(field.content instanceof Uint8Array)) : fields;
      if (!candidates.length) break;
      const { field, among } = candidates[at % candidates.length]!;
      const place = among.indexOf(field);
      const rival = fields[other % fields.length]!;
      if (kind === 'remove') among.splice(place, 1);
      else if (kind === 'repeat') among.splice(place, 0, structuredClone(field));
      else if (kind === 'swap') {
        const [one] = among.splice(place, 1);
        among.splice(other % (among.length + 1), 0, one!);
      } else if (kind === 'copy') {
        // such as the name of another tensor, for cycles and wrong shapes
        if (rival.field.wire === field.wire && !Array.isArray(rival.field.content) && !Array.isArray(field.content))
          field.content = rival.field.content;
      } else if (typeof field.content === 'bigint') field.content = BigInt(number);
      else if (field.content instanceof Uint8Array) {
        if (kind === 'lie') field.content = field.content.slice(0, other % (field.content.length + 1));
        else if (field.content.length >= 16 && field.content.length % 4 === 0) {
          const values = new Float32Array(field.content.slice().buffer);
          values[other % values.length] = special;
          field.content = new Uint8Array(values.buffer);
        } else if (field.wire === 2) field.content = new TextEncoder().encode(text);
        else field.content = field.content.map(() => number);
      }
    }
    return write(root);
  });
}
