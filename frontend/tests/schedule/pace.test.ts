import { describe, expect, test } from 'vitest';
import { BUDGET, Pace } from '../../src/schedule/pace';

/** Measures pieces of the size that the pace asks for, of a network that takes `overhead + cost` per sample. */
function paced(cost: number, { overhead = 0, longest = BUDGET, pieces = 20 } = {}): Pace {
  const pace = new Pace(longest);
  for (let i = 0; i < pieces; i++) {
    const n = pace.size(1000);
    pace.measured(n, overhead + cost * n);
  }
  return pace;
}

describe('the pace of a network', () => {
  test('is unknown until its second piece, and the first pieces have one sample', () => {
    const pace = new Pace();
    expect([pace.known, pace.size(1000)]).toEqual([false, 1]);
    pace.measured(1, 90);
    expect([pace.known, pace.cost, pace.size(1000)]).toEqual([false, 90, 1]);
    pace.measured(1, 10);
    expect([pace.known, pace.cost]).toEqual([true, 10]);
  });

  test.each([
    [80, 1],
    [9, 1],
    [3, 2],
    [1, 8],
    [0.3, 16],
  ])('at %d ms a sample allows pieces of %d', (cost, size) => {
    expect(paced(cost).size(1000)).toBe(size);
  });

  test('of a fast network allows everything at once', () => {
    expect(paced(0.01).size(790)).toBe(790);
  });

  test('gives an interruptible runner longer requests whole', () => {
    const [firm, soft] = [new Pace(), new Pace(BUDGET, true)];
    for (const pace of [firm, soft]) for (let i = 0; i < 2; i++) pace.measured(1, 0.2);
    expect([firm.size(100), soft.size(100), soft.size(200)]).toEqual([32, 100, 32]);
    expect([soft.size(50, 2), soft.size(100, 2)]).toEqual([50, 32]);
  });

  test('at a distance makes pieces larger as long as that pays', () => {
    // 50 ms to the server and back, 1 ms a sample: 16 samples cost 66 ms
    const size = paced(1, { overhead: 50, longest: 100 }).size(1000);
    expect(size).toBeGreaterThanOrEqual(32);
    expect(50 + size).toBeLessThan(120);
  });

  test('at a distance does not let slow networks take long', () => {
    expect(paced(90, { overhead: 5, longest: 100 }).size(1000)).toBe(1);
  });

  test('follows slower pieces reluctantly, and faster ones at once', () => {
    const pace = paced(8);
    pace.measured(1, 48);
    expect(pace.cost).toBeCloseTo(18);
    pace.measured(1, 8);
    expect(pace.cost).toBe(8);
  });
});
