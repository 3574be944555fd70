import { darkened } from '../figures/paper';

/** A colour's red, green and blue, from 0 to 1. */
export type Colour = readonly [number, number, number];

/**
 * Colours for classes on black, as far apart as possible in lightness and hue, with normal vision and with each of
 * three kinds of colour blindness. The first ten are optimal for ten colours; each further ten are as far as possible
 * from one another and from those before.
 */
export const PALETTE = [
  '#fff340',
  '#55b9ff',
  '#ff7fbb',
  '#0dad79',
  '#b05aa3',
  '#d14e00',
  '#c2e7ff',
  '#d5b41d',
  '#5cf2a5',
  '#5970ea',
  '#6b826e',
  '#aa990f',
  '#d7d55e',
  '#9a83fd',
  '#a6c47a',
  '#9fcdf2',
  '#d400d4',
  '#d169c9',
  '#e4ffe2',
  '#1d8828',
  '#ff745b',
  '#72b0b5',
  '#b378a2',
  '#30dda4',
  '#d48c92',
  '#fad1da',
  '#f088ef',
  '#d1f57c',
  '#e94f51',
  '#f7acd3',
] as const;
/** Colours of unlabelled data, and of points outside the groups. */
export const NEUTRAL = '#9fb9cc';
export const FAINT = '#45433f';

/** The first colours on paper: as far apart there as those are on black. */
const INKS = [
  '#303bb8',
  '#e31d06',
  '#0db481',
  '#9a83d4',
  '#b8ca10',
  '#792372',
  '#12d1fa',
  '#9b0402',
  '#027e6c',
  '#b61cfd',
  '#d08e28',
  '#e9a4c4',
];

/** A class's colour. They repeat after thirty: labels on the map distinguish such classes. */
export function colourOf(label: number): string {
  return label < 0 ? NEUTRAL : PALETTE[label % PALETTE.length]!;
}

/** A colour on paper. */
export function inked(hex: string): string {
  return INKS[PALETTE.findIndex((one) => one === hex)] ?? darkened(hex);
}

export function parsed(hex: string): Colour {
  const value = parseInt(hex.slice(1), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}
