/** A colour's red, green and blue, from 0 to 1. */
export type Colour = readonly [number, number, number];

/**
 * Ten colours for classes on black: spread in lightness as well as in hue, and as far apart as ten can be for eyes of
 * all three kinds of colour blindness, and for the others.
 */
export const PALETTE = ['#fff340', '#55b9ff', '#ff7fbb', '#0dad79', '#b05aa3', '#d14e00', '#c2e7ff', '#d5b41d', '#5cf2a5', '#5970ea'] as const;
/** Data without classes, and points that step back behind a group. */
export const NEUTRAL = '#9fb9cc';
export const FAINT = '#45433f';

/** A class's colour. After ten they come again: the names at the middles tell such classes apart. */
export function colourOf(label: number): string {
  return label < 0 ? NEUTRAL : PALETTE[label % PALETTE.length]!;
}

export function parsed(hex: string): Colour {
  const value = parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
