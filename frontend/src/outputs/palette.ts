/** Palettes: the colours of values in a range, the same as in Python (`outputs/palette.py`). */

/** Viridis, in equal steps. */
const SEQUENTIAL = '440154 482475 414487 355f8d 2a788e 21918c 22a884 44bf70 7ad151 bddf26 fde725';
/** Dark at 0, blue below and orange above, in equal steps of lightness in OKLCH. */
const DIVERGING = 'c1edff 5cc4f7 0695da 1167a6 223e61 1b1b1b 5a301a 954e01 c47805 e4ac58 f6e3bc';
/** 0 lies inside a range if its shorter side is more than this share of the longer one. */
const INSIDE = 0.1;
/** Colours of a palette. */
const COLOURS = 256;

/** A palette for a range. */
export interface Palette {
  /** The values of the first and the last colour. */
  low: number;
  high: number;
  /** Words of little-endian RGBA. */
  words: Uint32Array;
}

/** The palette for a range: the diverging one if 0 lies well inside it, which both ends are then equally far from. */
export function paletteOf(low: number, high: number): Palette {
  const most = Math.max(-low, high);
  const diverges = Math.min(-low, high) > INSIDE * most;
  const words = diverges ? (diverging ??= wordsOf(DIVERGING)) : (sequential ??= wordsOf(SEQUENTIAL));
  return diverges ? { low: -most, high: most, words } : { low, high, words };
}

let sequential: Uint32Array | undefined;
let diverging: Uint32Array | undefined;

function wordsOf(text: string): Uint32Array {
  const stops = text.split(' ').map((hex) => [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16)));
  return Uint32Array.from({ length: COLOURS }, (_, i) => {
    const at = (i / (COLOURS - 1)) * (stops.length - 1);
    const before = Math.min(stops.length - 2, Math.floor(at));
    const [red, green, blue] = stops[before]!.map((value, channel) =>
      Math.round(value + (at - before) * (stops[before + 1]![channel]! - value)),
    ) as [number, number, number];
    return 0xff000000 | (blue << 16) | (green << 8) | red;
  });
}

/** The colour of a word, for style sheets. */
export function css(word: number): string {
  return `rgb(${word & 255} ${(word >> 8) & 255} ${(word >> 16) & 255})`;
}
