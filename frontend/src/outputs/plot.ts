import type { Box, Context } from './output';

/** The colours of what is drawn on black. */
export const INK = '#eceae4';
export const FAINT = 'rgb(236 234 228 / 0.22)';
/** Of several lines, in the order of Okabe and Ito's palette, which all kinds of colour vision can tell apart. */
export const COLOURS = [INK, '#ffb454', '#56b4e9', '#009e73', '#cc79a7', '#f0e442'] as const;
/** The free space at each edge, as a share of the shorter side. */
const MARGIN = 0.08;

/** The width of a line in a picture of that height, in pixels: never so thick as to hide detail. */
export function strokeOf(height: number): number {
  return Math.max(1, Math.min(3, height / 56));
}

/** The part of a box that is drawn in. */
export function inner({ left, top, width, height }: Box): Box {
  const edge = MARGIN * Math.min(width, height);
  return { left: left + edge, top: top + edge, width: width - 2 * edge, height: height - 2 * edge };
}

/** Makes a box black. */
export function clear(context: Context, { left, top, width, height }: Box): void {
  context.fillStyle = '#000';
  context.fillRect(left, top, width, height);
}

/** Converts values to heights in a box: `low` is its lower edge and `high` its upper one. */
export function heights(low: number, high: number, { top, height }: Box): (value: number) => number {
  const scale = height / (high - low);
  return (value) => top + height - (Math.max(low, Math.min(high, value)) - low) * scale;
}
