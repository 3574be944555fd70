import { describe, expect, test } from 'vitest';
import { CurveOutput } from '../../src/outputs/curve';
import { axes, ridges } from '../../src/outputs/curveFigure';
import { svg } from '../../src/figures/svg';
import { parseCategories } from '../../src/outputs/categories';
import { parseCurve } from '../../src/outputs/curve';
import { parsePoints } from '../../src/outputs/points';
import { parseValues } from '../../src/outputs/values';
import { bars } from '../../src/outputs/valuesFigure';
import type { Output } from '../../src/outputs/output';

const BOX = { left: 0, top: 0, width: 300, height: 200 };
const curve = (parts: object = {}): CurveOutput =>
  parseCurve({ length: 3, low: -1, high: 1, x_label: 'time (s)', y_label: 'a < b & "c"', ...parts });

function count(text: string, part: RegExp): number {
  return text.match(part)?.length ?? 0;
}

describe('an SVG', () => {
  test.each<[Output, number[], RegExp, number]>([
    [curve(), [0, 1, -1], /<path/g, 1],
    [parseValues({ names: ['a', 'b'], low: 0, high: 1 }), [1, 0.5], /<rect x/g, 3],
    [parsePoints({ count: 2, edges: [[0, 1]], low: -1, high: 1 }), [0, 0, 1, 1], /<path/g, 3],
    [parseCategories({ length: 2, names: ['A', '<b>'] }), [1, 0, 0.2, 0.8], /<text/g, 2],
  ])('%# has the elements of a picture', (output, sample, part, times) => {
    const text = svg(BOX, (context) => output.draw(context, Float32Array.from(sample), 0, BOX));
    expect(count(text, part)).toBe(times);
    expect(text).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="300" height="200"/);
  });

  test('of named values has their names, their numbers and the axis', () => {
    const output = parseValues({ names: ['a', 'b', 'c'], low: -2, high: 2, label: 'z-score' });
    const text = svg(BOX, (context) => bars(context, output, Float32Array.of(1.5, 0.25, -2), [2, 0], BOX));
    const words = [...text.matchAll(/>([^<]+)<\/text>/g)].map(([, word]) => word);
    expect(words).toEqual(expect.arrayContaining(['a', '1.5', 'c', '-2', '0', 'z-score, 2 of 3']));
    expect(words).not.toContain('b');
  });

  test('escapes text, and leaves out what XML does not allow', () => {
    const text = svg(BOX, (context) => context.fillText('<i>&"\u0000\ud800', 1, 2));
    expect(text).toContain('>&#60;i&#62;&#38;&#34;</text>');
  });

  test('is drawn in dark colours on white', () => {
    const text = svg(BOX, (context) => curve().draw(context, Float32Array.of(0, 1, -1), 0, BOX));
    expect(text).toContain('stroke="#222220"');
    expect(text).not.toContain('#000');
  });
});

describe('a figure of a curve', () => {
  const figure = (output: CurveOutput, values: number[]): string =>
    svg(BOX, (context) => axes(context, output, Float32Array.from(values), BOX, [0, output.curve.length - 1]));

  test('has a band of one standard deviation', () => {
    const text = figure(curve({ spread: true }), [0, 1, -1, 0.1, 0.2, 0.3]);
    expect(text).toMatch(/<path d="M[^"]*Z" fill="#222220" opacity="0.28"/);
  });

  test('has labelled axes', () => {
    const text = figure(curve(), [0, 1, -1]);
    for (const label of ['time (s)', 'a &#60; b', '>-1<', '>2<']) expect(text).toContain(label);
  });

  test('names several lines, one below the other if they are stacked', () => {
    const output = curve({ channels: ['left', 'right'] });
    const places = (text: string): number[] =>
      [...text.matchAll(/y="([\d.]+)"[^>]*>(?:left|right)</g)].map(([, y]) => Number(y));
    const [left, right] = places(figure(output, [0, 1, -1, 0, 0, 0]));
    expect(right! - left!).toBe(15);
    output.stacked = true;
    const [above, below] = places(figure(output, [0, 1, -1, 0, 0, 0]));
    expect(below! - above!).toBeCloseTo((200 - 28 - 44) / 2);
  });
});

test('a ridge plot has a line for each curve, the last behind all others', () => {
  const samples = [0, 0.5, 1].map((value) => new Float32Array(3).fill(value));
  const text = svg(BOX, (context) => ridges(context, curve(), samples, BOX));
  const lines = [...text.matchAll(/<path d="M[\d.]+ ([\d.]+)[^"]*" fill="none"/g)].map(([, y]) => Number(y));
  expect(lines).toHaveLength(3);
  expect(lines).toEqual([...lines].sort((a, b) => a - b));
  expect(count(text, /opacity="0.85"/g)).toBe(3);
});
