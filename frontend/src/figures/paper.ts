/** Colours of pictures on black, and what they are on paper: as far from white as those are from black. */
const PAPER: Record<string, string> = {
  '#000': '#fff',
  '#eceae4': '#222220',
  'rgb(236 234 228 / 0.22)': '#c4c3bd',
  '#ffb454': '#c25e00',
  '#56b4e9': '#0072b2',
  '#009e73': '#007a59',
  '#cc79a7': '#a8407d',
  '#f0e442': '#8a7d00',
};
/** The greatest lightness, in OKLab, of a colour that is visible on white. */
const LIGHTEST = 0.62;

/** A colour of a picture on black as it is on paper. */
export function paper(colour: string): string {
  return PAPER[colour] ?? colour;
}

/** A hexadecimal colour that is visible on white: darker if it was too light, with the same hue. */
export function darkened(hex: string): string {
  const linear = channels(hex).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4));
  const factor = Math.min(1, (LIGHTEST / lightness(linear as [number, number, number])) ** 3);
  return `#${linear.map((x) => byte(factor * x)).join('')}`;
}

/** Red, green and blue of a hexadecimal colour, from 0 to 1. */
export function channels(hex: string): [number, number, number] {
  const long = hex.length === 4 ? [...hex.slice(1)].map((one) => one + one).join('') : hex.slice(1);
  return [0, 2, 4].map((at) => parseInt(long.slice(at, at + 2), 16) / 255) as [number, number, number];
}

/** The lightness of a linear sRGB colour in OKLab (Ottosson, 2020). It grows with the cube root of the light. */
function lightness([r, g, b]: readonly [number, number, number]): number {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return Math.max(1e-6, 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s);
}

function byte(x: number): string {
  const encoded = x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055;
  return Math.round(255 * Math.max(0, Math.min(1, encoded)))
    .toString(16)
    .padStart(2, '0');
}
