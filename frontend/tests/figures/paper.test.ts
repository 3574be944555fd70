import { expect, test } from 'vitest';
import { inked, PALETTE } from '../../src/columns/palette';
import { channels, darkened, paper } from '../../src/figures/paper';

test.each(['#303bb8', '#000000', '#792372'])('%s is dark enough for paper', (hex) => {
  expect(darkened(hex)).toBe(hex);
});

test.each(['#fff340', '#ffffff', '#c2e7ff'])('%s becomes darker in equal shares of light', (hex) => {
  const linear = (one: string): number[] =>
    channels(one).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  const [before, after] = [linear(hex), linear(darkened(hex))];
  const shares = after.map((x, i) => x / before[i]!);
  expect(Math.max(...shares)).toBeLessThan(0.6);
  shares.forEach((share) => expect(share).toBeCloseTo(shares[0]!, 1));
});

test('each class keeps a colour of its own on paper', () => {
  expect(new Set(PALETTE.map(inked)).size).toBe(PALETTE.length);
});

test('black is white on paper', () => {
  expect(paper('#000')).toBe('#fff');
});
