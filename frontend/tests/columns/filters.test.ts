import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  failures,
  fits,
  ITEMS,
  kept,
  namesItems,
  readFilters,
  writeFilters,
  type Filter,
} from '../../src/columns/filters';
import { category, number, text } from './columns';

const AGE = number('age', [1, NaN, 3, 10]);
const SIZE = category('size', [0, 1, -1, 2], ['s', 'm', 'l']);
const NOTE = text('note', ['Thin line', null, 'a THICK line', '']);
const range = (low: number, high: number): Filter => ({ kind: 'range', low, high });
const values = (names: string[], missing = false): Filter => ({ kind: 'values', values: names, missing });

test('a range keeps its ends, and nothing that is missing', () => {
  expect([...kept(range(1, 3), AGE)]).toEqual([1, 0, 1, 0]);
});

test('values keep those names, and what is missing if that is wanted', () => {
  expect([...kept(values(['s', 'l']), SIZE)]).toEqual([1, 0, 0, 1]);
  expect([...kept(values(['m'], true), SIZE)]).toEqual([0, 1, 1, 0]);
  expect([...kept(values([], true), AGE)]).toEqual([0, 1, 0, 0]);
});

test('a text keeps those that contain it, whatever the case', () => {
  expect([...kept({ kind: 'text', text: 'thi' }, NOTE)]).toEqual([1, 0, 1, 0]);
});

test('items are kept by their rows, and those that do not exist are none', () => {
  const rows = number(ITEMS, [0, 1, 2, 3]);
  expect([...kept({ kind: 'items', items: [1, 3, 99] }, rows)]).toEqual([0, 1, 0, 1]);
  expect(fits({ kind: 'items', items: [1] }, rows)).toBe(true);
  expect(fits({ kind: 'items', items: [1] }, AGE)).toBe(false);
  expect(fits(range(0, 1), rows)).toBe(false);
});

test('each filter that leaves an item out counts', () => {
  expect([...failures(4, [kept(range(1, 3), AGE), kept(values(['s']), SIZE)])]).toEqual([0, 2, 1, 2]);
});

test('a filter fits the kind of its column', () => {
  expect(fits(range(0, 1), SIZE)).toBe(false);
  expect(fits(values(['s']), AGE)).toBe(false);
  expect(fits(values([], true), AGE)).toBe(true);
  expect(fits({ kind: 'text', text: 'x' }, NOTE)).toBe(true);
});

test('a link says them', () => {
  const filters = new Map([
    ['age', range(10, 20.5)],
    ['a:b;c', values(['x,y', '?'], true)],
    ['note', { kind: 'text', text: '~ü' }],
  ]);
  expect(writeFilters(filters)).toBe('age:10..20.5;a%3Ab%3Bc:=x%2Cy,%3F,?;note:~%7E%C3%BC');
});

test('what a link says is what was written', () => {
  const filter = fc.oneof(
    fc
      .tuple(fc.integer({ min: -1e15, max: 1e15 }), fc.integer({ min: -1e15, max: 1e15 }))
      .map(([a, b]) => range(Math.min(a, b), Math.max(a, b))),
    fc
      .tuple(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }), fc.boolean())
      .map(([names, missing]) => values(names, missing)),
    fc.string({ minLength: 1 }).map((one): Filter => ({ kind: 'text', text: one })),
    fc.array(fc.nat(), { minLength: 1 }).map((items): Filter => ({ kind: 'items', items })),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.string({ minLength: 1 }), filter), { selector: ([key]) => key }),
      (pairs) => {
        expect([...readFilters(writeFilters(new Map(pairs)))]).toEqual(pairs);
      },
    ),
  );
});

test('parts of a link that are no filters are left out', () => {
  for (const one of [
    '',
    ';;',
    'age',
    ':1..2',
    'age:',
    'age:2..1',
    'age:1..',
    'age:x..2',
    'age:=',
    'age:~',
    '%:1..2',
    'x:#',
    'x:#1,',
  ])
    expect([...readFilters(one)]).toEqual([]);
});

test('a link names items that the browser keeps', () => {
  const filter: Filter = { kind: 'items', items: [], name: '0123456789abcdef' };
  const text = writeFilters(new Map([[ITEMS, filter]]));
  expect(text).toBe('%2Eitems:@0123456789abcdef');
  expect(readFilters(text).get(ITEMS)).toEqual(filter);
  expect([text, '%2Eitems:#1', 'age:1..2'].map(namesItems)).toEqual([true, false, false]);
  expect(readFilters('%2Eitems:@<b>').size).toBe(0);
});
