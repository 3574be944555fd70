import { describe, expect, test } from 'vitest';
import { colourOf, NEUTRAL, PALETTE, parsed, type Colour } from '../../src/columns/palette';

type Matrix = readonly [Colour, Colour, Colour];

/** Complete protanopia, deuteranopia and tritanopia in linear RGB: Machado, Oliveira and Fernandes, 2009. */
const EYES: Record<string, Matrix> = {
  all: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  'no red': [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  'no green': [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  'no blue': [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** Linear RGB to cone responses, and their cube roots to Oklab: Ottosson, 2020. */
const CONES: Matrix = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const OKLAB: Matrix = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];

const times = (matrix: Matrix, [x, y, z]: Colour): Colour =>
  matrix.map(([a, b, c]) => a * x + b * y + c * z) as unknown as Colour;
const linear = (hex: string): Colour =>
  parsed(hex).map((value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  ) as unknown as Colour;
const luminance = (hex: string): number =>
  linear(hex).reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i]!, 0);
const seen = (hex: string, eyes: Matrix): Colour => {
  const light = times(eyes, linear(hex)).map((value) => Math.max(0, Math.min(1, value))) as unknown as Colour;
  return times(OKLAB, times(CONES, light).map(Math.cbrt) as unknown as Colour);
};

describe('the palette', () => {
  describe.each(Object.entries(EYES))('for vision: %s', (_, eyes) => {
    // a difference of about 0.02 is just noticeable between adjacent patches
    test.each([
      [10, 0.095],
      [20, 0.069],
      [30, 0.05],
    ])('has %d colours that are at least %d apart', (count, apart) => {
      const colours = Array.from({ length: count }, (_, label) => seen(colourOf(label), eyes));
      const distances = colours.flatMap((a, i) =>
        colours.slice(0, i).map((b) => Math.hypot(...a.map((value, k) => value - b[k]!))),
      );
      expect(Math.min(...distances)).toBeGreaterThan(apart);
    });
  });

  test.each([...PALETTE, NEUTRAL])('%s is readable on black, and black on it', (hex) => {
    expect((luminance(hex) + 0.05) / 0.05).toBeGreaterThan(4.5);
  });

  test.each([...PALETTE, NEUTRAL])('%s differs from the greys of decoded images', (hex) => {
    const [, a, b] = seen(hex, EYES.all!);
    expect(Math.hypot(a, b)).toBeGreaterThan(0.035);
  });

  test('repeats after thirty colours, and has one for unlabelled data', () => {
    expect(colourOf(32)).toBe(PALETTE[2]);
    expect(colourOf(-1)).toBe(NEUTRAL);
  });
});
