import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnose, type Diagnosis } from '../../src/diagnosis/diagnosis';
import { emptyPlaces } from '../../src/diagnosis/holes';
import { gapOf, surroundingsOf } from '../../src/diagnosis/surroundings';
import { seeded } from '../../src/math/random';
import { normal } from '../../src/math/prior';
import { parseAtlas } from '../../src/sources/atlas';

interface Item {
  index: number;
  label: string;
  value: number;
}
interface Known {
  gap: number;
  items: number;
  unused: number[];
  torn: { name: string; size: number; parts: { size: number; item: number }[] }[];
  worst: Item[];
  loneliest: Item[];
  duplicates: { first: Item; second: Item; distance: number }[];
  duplicate_items: number;
}
/** What Python finds: tests/diagnosis/page.py writes it. */
const known = JSON.parse(readFileSync(new URL('../fixtures/diagnosis.json', import.meta.url), 'utf8')) as {
  diagnoses: Record<string, Known>;
  draws: number[];
  empty: number;
  holes: { z: number[]; distance: number }[];
};

function atlasOf(name: string, d: number) {
  const bytes = readFileSync(`../src/latentwalk/gallery/${name}/atlas.safetensors`);
  return parseAtlas(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength), d);
}

const close = (found: { value: number }[], expected: { value: number }[]): void =>
  found.forEach(({ value }, i) => expect(value).toBeCloseTo(expected[i]!.value, 4));

describe.each([
  ['cells', 10],
  ['mnist-beta-20', 6],
])('of %s, Python and the page find the same', (name, d) => {
  const expected = known.diagnoses[name]!;
  let found: Diagnosis;
  test('gap and unused dimensions', () => {
    found = diagnose({ ...atlasOf(name, d), draws: null });
    expect(found.items).toBe(expected.items);
    expect(found.gap).toBeCloseTo(expected.gap, 5);
    expect(found.unused.map((i) => i + 1)).toEqual(expected.unused);
  });

  test('torn classes', () => {
    expect(found.torn.map(({ size, parts }) => ({ size, parts }))).toEqual(
      expected.torn.map(({ size, parts }) => ({ size, parts })),
    );
  });

  test.each(['worst', 'loneliest'] as const)('the %s items', (list) => {
    expect(found[list].map(({ item }) => item)).toEqual(expected[list].map(({ index }) => index));
    close(found[list], expected[list]);
  });

  test('near duplicates', () => {
    expect(found.duplicates.map(({ first, second }) => [first, second])).toEqual(
      expected.duplicates.map(({ first, second }) => [first.index, second.index]),
    );
    expect(found.duplicateItems).toBe(expected.duplicate_items);
  });
});

test('holes among given draws are those of Python', () => {
  const data = surroundingsOf(atlasOf('cells', 10).mean, 10);
  const { share, holes } = emptyPlaces(data, Float32Array.from(known.draws), 24);
  expect(share).toBeCloseTo(known.empty, 6);
  expect(holes.map(({ z }) => Array.from(z, (value) => Math.round(1000 * value) / 1000))).toEqual(
    known.holes.map(({ z }) => z),
  );
  holes.forEach(({ distance }, i) => expect(distance / gapOf(data)).toBeCloseTo(known.holes[i]!.distance, 4));
});

describe('data of its own', () => {
  const random = seeded(1);
  const atlas = (n: number, d: number, at: (i: number) => number[]) => ({
    n,
    mean: Float32Array.from({ length: n * d }, (_, k) => at(Math.floor(k / d))[k % d]!),
    logvar: new Float32Array(n * d).fill(-4),
    label: new Int32Array(n).fill(-1),
    error: new Float32Array(n).fill(1),
    draws: null,
  });

  test('three equal items are duplicates without outliers', () => {
    const found = diagnose(atlas(3, 2, () => [1, 1]));
    expect(found).toMatchObject({ gap: 0, worst: [], loneliest: [], torn: [], empty: null });
  });

  test('what lies at the same point is found, with a distance of 0', () => {
    const rows = Array.from({ length: 200 }, () => [normal(random), normal(random)]);
    rows[7] = rows[90]!;
    const { duplicates, duplicateItems } = diagnose(atlas(200, 2, (i) => rows[i]!));
    expect(duplicates).toEqual([{ first: 7, second: 90, distance: 0 }]);
    expect(duplicateItems).toBe(2);
  });

  test('the progress is reported', () => {
    const shares: number[] = [];
    diagnose(
      atlas(600, 1, (i) => [i]),
      (share) => shares.push(share),
    );
    expect(shares).toEqual([0, 256 / 600, 512 / 600]);
  });
});
