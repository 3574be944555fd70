import { expect, test } from 'vitest';
import { parseTile } from '../../src/sources/tile';

const JSON_TILE = {
  text: 'Digits.',
  licence: 'MIT',
  section: '',
  items: 10,
  origin: [0, 1],
  right: [2, 0],
  up: [0, 3],
  shown: [0.5, -0.5],
  given: [1],
};

test('a tile is read as the server writes it', () => {
  const tile = parseTile(JSON_TILE, 2)!;
  expect(tile).toMatchObject({ text: 'Digits.', licence: 'MIT', section: '', items: 10, shown: [0.5, -0.5] });
  expect([tile.origin, tile.right, tile.up, tile.given].map((one) => Array.from(one))).toEqual([
    [0, 1],
    [2, 0],
    [0, 3],
    [1],
  ]);
});

test.each([
  ['none', null],
  ['no object', 'tile'],
  ['no text', { ...JSON_TILE, text: 1 }],
  ['too few numbers', { ...JSON_TILE, right: [1] }],
  ['what is no number', { ...JSON_TILE, up: [1, '2'] }],
  ['no place', { ...JSON_TILE, shown: [1] }],
])('%s is no tile', (_, json) => {
  expect(parseTile(json, 2)).toBeNull();
});
