import fc from 'fast-check';
import { joined } from '../../src/engine/bytes';

/** Numbers that often cause errors. */
export const EDGES = [
  0,
  1,
  -1,
  2,
  3,
  4,
  5,
  7,
  127,
  128,
  255,
  256,
  1024,
  65535,
  65536,
  2 ** 20,
  2 ** 24,
  2 ** 30,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 40,
  2 ** 53,
  -2,
  -128,
  -(2 ** 31),
  -(2 ** 53),
];
export const edge = fc.constantFrom(...EDGES);
export const small = fc.integer({ min: -3, max: 9 });
/** Names that a page must not execute, that every object has as properties, or that no file may have. */
export const name = fc.oneof(
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    '<img src=x onerror=alert(1)>',
    '</script><script>alert(1)</script>',
    '&lt;',
    '../../etc',
    'a\0b',
    '\u202e\ud800',
    '%',
    '%zz',
    'x'.repeat(5000),
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
/** Any JSON value, some of them nested very deeply. */
export const strange: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: edge },
  { weight: 2, arbitrary: name },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      null,
      true,
      false,
      [],
      {},
      '',
      '7',
      0.5,
      -0,
      1e308,
      5e-324,
      [null],
      [[]],
      { length: 3 },
      { toString: 1 },
      { toString: null, valueOf: 3 },
      { __proto__: null },
      'NaN',
      'Infinity',
      '1e999',
    ),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  { weight: 1, arbitrary: fc.constantFrom(1000, 30000).map((depth) => nested(depth)) },
);

function nested(depth: number): unknown {
  let value: unknown = [];
  for (let i = 0; i < depth; i++) value = [value];
  return value;
}

/** A path into a JSON value, by indices modulo the number of entries. */
const steps = fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 });

/** The JSON value `whole` with a few entries replaced, removed or repeated. */
export function damaged<T>(whole: T, most = 3): fc.Arbitrary<unknown> {
  const change = fc.record({
    steps,
    kind: fc.constantFrom('replace', 'replace', 'replace', 'remove', 'repeat', 'add'),
    value: strange,
    name,
  });
  return fc.array(change, { maxLength: most }).map((changes) => {
    let root: unknown = structuredClone(whole);
    for (const {
      steps: [...path],
      kind,
      value,
      name: key,
    } of changes) {
      let holder: any = { root };
      let at: string | number = 'root';
      for (const step of path) {
        const next: unknown = holder[at];
        if (typeof next !== 'object' || next === null || !Object.keys(next).length) break;
        const keys = Object.keys(next);
        holder = next;
        at = Array.isArray(next) ? step % keys.length : keys[step % keys.length]!;
      }
      if (kind === 'replace') holder[at] = value;
      else if (kind === 'remove') {
        if (Array.isArray(holder)) holder.splice(at as number, 1);
        else delete holder[at];
      } else if (kind === 'repeat' && Array.isArray(holder))
        holder.splice(at as number, 0, ...Array(3).fill(holder[at as number]));
      else if (Array.isArray(holder)) holder.push(value);
      else Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
      if ('root' in holder && Object.keys(holder)[0] === 'root' && at === 'root') root = holder.root;
    }
    return root;
  });
}

/** JSON text, serialised without recursion, which very deep values would overflow. */
export function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return '['.repeat(20000) + ']'.repeat(20000);
  }
}

/** JSON text of a damaged value, sometimes truncated or with a changed character. */
export function damagedText<T>(whole: T, most = 3): fc.Arbitrary<string> {
  return fc
    .tuple(
      damaged(whole, most).map(written),
      fc.option(
        fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('', '"', '{', ']', '\0', '9'.repeat(400))),
        { freq: 6 },
      ),
    )
    .map(([text, cut]) => {
      if (!cut) return text;
      const at = Math.floor(cut[0] * text.length);
      return cut[1] ? text.slice(0, at) + cut[1] + text.slice(at + 1) : text.slice(0, at);
    });
}

/** Bytes that are `whole` but for some that were changed, cut off, left out, put in; half of them near the ends, where most structure stands. */
export function damagedBytes(whole: Uint8Array, most = 6): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    near: fc.boolean(),
    end: fc.boolean(),
    kind: fc.constantFrom('bit', 'bit', 'byte', 'word', 'cut', 'drop', 'insert'),
    value: edge,
    bit: fc.nat(7),
    more: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  });
  return fc.array(change, { minLength: 1, maxLength: most }).map((changes) => {
    let bytes: Uint8Array<ArrayBuffer> = whole.slice();
    for (const { at, near, end, kind, value, bit, more } of changes) {
      const reach = near ? Math.min(400, bytes.length) : bytes.length;
      const offset = Math.floor(at * reach);
      const place = end ? Math.max(0, bytes.length - 1 - offset) : offset;
      if (kind === 'bit' && place < bytes.length) bytes[place]! ^= 1 << bit;
      else if (kind === 'byte' && place < bytes.length) bytes[place] = value;
      else if (kind === 'word' && place + 4 <= bytes.length) new DataView(bytes.buffer).setInt32(place, value, true);
      else if (kind === 'cut') bytes = bytes.slice(0, place);
      else if (kind === 'drop') bytes = joined(bytes.subarray(0, place), bytes.subarray(place + more.length));
      else if (kind === 'insert') bytes = joined(bytes.subarray(0, place), more, bytes.subarray(place));
    }
    return bytes;
  });
}
