import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modelOf, readAddress, writeAddress } from '../../src/state/address';
import { readDirection } from '../../src/state/direction';
import { readSession, writeSession } from '../../src/state/session';
import { initialView, type View } from '../../src/state/view';
import { readView, writeView } from '../../src/state/viewText';
import { parseFolder } from '../../src/sources/folder';
import { damaged, damagedText, edge, name, written } from './damage';
import { endures } from './hostile';

const folder = await parseFolder(
  JSON.stringify({
    format: 1,
    name: 'mine',
    latent_dim: 3,
    image: { height: 28, width: 28, channels: 1, low: -1, high: 1 },
    conditions: [
      { name: 'a;b', kind: 'category', values: ['<i>', 'x:y', '*'] },
      { name: 'weight', kind: 'number', range: [-1, 1] },
    ],
    files: { 'decoder.onnx': 'aa' },
  }),
);
const { conditions } = folder;
const initial = initialView(3, ['z1', 'z2'], conditions);
const point = (...values: number[]) => Float32Array.from(values);
const view: View = {
  ...initial,
  z: point(1, -2, 0.5),
  given: point(0.25, 0, 0.75, 0.5),
  range: 'data',
  random: 'data',
  locked: [0, 2],
  plane: { kind: 'axes', axes: ['z3', 'd:a,b'] },
  frame: { x: 1, y: 2, span: 3 },
  layers: 'points',
  filtered: [1, 4],
  pins: [point(0, 0, 1, 1, 0, 0, 0), point(1, 1, 1, 0, 1, 0, 1), point(2, 0, 0, 0, 0.5, 0.5, -1)],
  curve: 'spline',
  loop: true,
  frames: 60,
  pace: 2,
  directions: [{ name: 'a,b:<i>', vector: point(1, 0, 0) }],
  smooth: true,
  hide: ['map'],
  with: 'other',
  by: 'class',
  there: point(1, 2),
  at: 3,
};
const text = writeView(view, initial, conditions);

/** A view that was parsed can be written and parsed again. */
function whole({ view: read, faults }: { view: View; faults: string[] }): void {
  expect(read.z.length).toBe(3);
  expect(read.z.every(Number.isFinite)).toBe(true);
  expect(read.given.length === 4 && read.given.every(Number.isFinite)).toBe(true);
  expect(read.pins.every((pin) => pin.length === 7 && pin.every(Number.isFinite))).toBe(true);
  expect(read.directions.every(({ vector }) => vector.length === 3 && vector.every(Number.isFinite))).toBe(true);
  expect([...read.locked, ...read.filtered].every((one) => Number.isInteger(one) && one >= 0)).toBe(true);
  if (read.frame) expect([read.frame.x, read.frame.y, read.frame.span].every(Number.isFinite)).toBe(true);
  const again = readView(writeView(read, initial, conditions), initial, conditions);
  expect(again.faults).toEqual([]);
  expect(writeView(again.view, initial, conditions)).toEqual(writeView(read, initial, conditions));
  // users see each fault, after the name of its part
  for (const fault of faults) throw new Error(`The link holds a part that cannot be used: ${fault}.`);
}

const part = fc.oneof(
  edge.map(String),
  name,
  fc.constantFrom(
    '1e999',
    'NaN',
    '-0',
    '0x10',
    '1,2',
    '1,,2',
    ';;;',
    ':',
    '%',
    '%E0%A4%A',
    ',',
    '1e6,1e6,1e6',
    'Infinity',
    '  1',
    '1;2;3',
  ),
  fc.string({ unit: fc.constantFrom(...'0123456789,;:.-e%zd '), maxLength: 20 }),
);
const parts = fc.dictionary(
  fc.constantFrom(...Object.keys(text), '__proto__', 'constructor'),
  fc.oneof(part, fc.constantFrom(...Object.values(text))),
  { maxKeys: 8 },
);

describe('a link', () => {
  test('with other parts is read, and reports what it ignored', () =>
    endures(
      'link, parts',
      parts,
      (map) => whole(readAddress(`#${new URLSearchParams(map)}`, initial, conditions)),
      800,
    ));
  test('with damage to its text is read, and reports what it ignored', () =>
    endures(
      'link, text',
      fc
        .tuple(
          fc.array(
            fc.tuple(
              fc.nat(400),
              fc.oneof(
                fc.string({ maxLength: 3, unit: 'binary' }),
                fc.constantFrom('%', '%%', '&', '=', ',', ';', '9'.repeat(400)),
              ),
            ),
            { maxLength: 4 },
          ),
        )
        .map(([changes]) => {
          let link = writeAddress(folder, view, initial);
          for (const [at, put] of changes)
            link = link.slice(0, at % link.length) + put + link.slice((at % link.length) + 1);
          return link;
        }),
      (hash) => {
        modelOf(hash);
        whole(readAddress(hash, initial, conditions));
      },
      800,
    ));
  test('with many thousand pins is read quickly', () =>
    endures(
      'link, long',
      fc
        .constantFrom('pins', 'given', 'directions', 'locked', 'hide', 'z', 'filtered')
        .map((key) => `#${key}=${'a:1,2,3;'.repeat(100_000)}`),
      (hash) => whole(readAddress(hash, initial, conditions)),
      2,
    ));
});

describe('a session', () => {
  const session = JSON.parse(writeSession(folder, view, initial));
  test('with other values in it is opened or refused', () =>
    endures('session, values', damaged(session).map(written), (one) => whole(readSession(one, folder, initial)), 800));
  test('with damage to its text is opened or refused', () =>
    endures('session, text', damagedText(session), (one) => whole(readSession(one, folder, initial)), 300));
});

describe('a direction', () => {
  const direction = { kind: 'latentwalk direction', name: 'smile <b>', vector: [1, 0.5, -2] };
  test('with other values in it is kept or refused', () =>
    endures(
      'direction',
      fc.oneof(damaged(direction).map(written), damagedText(direction)),
      (one) => {
        const { name, vector } = readDirection(one, folder);
        expect(typeof name).toBe('string');
        expect(vector.every(Number.isFinite)).toBe(true);
      },
      300,
    ));
});
