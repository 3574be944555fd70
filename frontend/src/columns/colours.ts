import { PALETTE } from './palette';
import type { Column } from './column';

/** As many categories have a colour of their own; of more, the first ten, and the others share one. */
const MOST = 12;
const FIRST = 10;
/** The colours of the scale. */
export const STEPS = 64;
/** The share of numbers at each end that have the colour of the end. */
const TAIL = 0.01;
/** Numbers that tell where the ends are. */
const SAMPLE = 20_000;
/** The colours of what shares one, and of missing values: greys, since no value is grey. */
export const OTHER = '#a9a7a0';
export const MISSING = '#55565a';

/** One entry of a legend of categories. */
export interface Entry {
  name: string;
  colour: string;
  count: number;
  /** The category's index; -1 for missing values, and null for the others together. */
  code: number | null;
}

/** How a column colours the points of the map. */
export interface Paint {
  column: Column;
  /** (n,): an index into the colours. */
  of: Uint8Array;
  colours: readonly string[];
  /** Categories, the most frequent first; empty for a scale. */
  entries: readonly Entry[];
  /** The ends of a scale, and whether some numbers lie beyond; null for categories. */
  scale: { low: number; high: number; below: boolean; above: boolean } | null;
  missing: number;
}

/** A scale of even steps in lightness, from violet to yellow, which are visible on black. */
export const SCALE: readonly string[] = Array.from({ length: STEPS }, (_, i) => {
  const at = i / (STEPS - 1);
  return oklch(0.47 + 0.46 * at, 0.155 - 0.02 * at, 305 - 200 * at);
});

/** The colour at a share of the scale. */
export function onScale(share: number): string {
  return SCALE[Math.max(0, Math.min(STEPS - 1, Math.round(share * (STEPS - 1))))]!;
}

/** Colours for a column; null for texts, which have none. */
export function paintOf(column: Column): Paint | null {
  if (column.kind === 'text') return null;
  return column.isMeasured ? measured(column) : categorical(column);
}

function measured(column: Column): Paint | null {
  const { numbers, n, range } = column;
  if (!range) return null;
  const step = Math.max(1, Math.floor(n / SAMPLE));
  const known: number[] = [];
  for (let i = 0; i < n; i += step) if (!Number.isNaN(numbers[i])) known.push(numbers[i]!);
  known.sort((a, b) => a - b);
  const end = (share: number): number => known[Math.round(share * (known.length - 1))] ?? range[0];
  let [low, high] = [end(TAIL), end(1 - TAIL)];
  if (!(high > low)) [low, high] = range;
  const of = new Uint8Array(n);
  let missing = 0;
  for (let i = 0; i < n; i++) {
    const value = numbers[i]!;
    if (Number.isNaN(value)) {
      of[i] = STEPS;
      missing++;
    } else {
      const share = high > low ? value / (high - low) - low / (high - low) : 0.5;
      of[i] = Math.max(0, Math.min(STEPS - 1, Math.round(share * (STEPS - 1))));
    }
  }
  const scale = { low, high, below: range[0] < low, above: range[1] > high };
  return { column, of, colours: [...SCALE, MISSING], entries: [], scale, missing };
}

function categorical(column: Column): Paint {
  const { categories, counts, codes, n, ordered } = column;
  const m = categories.length;
  const most = Array.from(categories.keys()).sort((a, b) => counts[b]! - counts[a]! || a - b);
  const isScale = ordered && m <= STEPS;
  // what has an order keeps it, and takes its colours from the scale
  const named = isScale ? Array.from(categories.keys()) : most.slice(0, m <= MOST ? m : FIRST);
  const colours = named.map((_, i) => (isScale ? onScale(m > 1 ? i / (m - 1) : 0.5) : PALETTE[i]!));
  const entries: Entry[] = named.map((code, i) => ({
    name: categories[code]!,
    colour: colours[i]!,
    count: counts[code]!,
    code,
  }));
  const rest = most.filter((code) => !named.includes(code)).reduce((sum, code) => sum + counts[code]!, 0);
  if (named.length < m)
    entries.push({ name: `${(m - named.length).toLocaleString('en')} others`, colour: OTHER, count: rest, code: null });
  const missing = counts[m]!;
  if (missing) entries.push({ name: 'missing', colour: MISSING, count: missing, code: -1 });
  const place = new Uint8Array(m + 1).fill(named.length);
  named.forEach((code, i) => (place[code] = i));
  place[m] = named.length + 1;
  const of = new Uint8Array(n);
  for (let i = 0; i < n; i++) of[i] = place[codes[i]! < 0 ? m : codes[i]!]!;
  return { column, of, colours: [...colours, OTHER, MISSING], entries, scale: null, missing };
}

/** A colour of OKLCH in hexadecimal sRGB. */
function oklch(lightness: number, chroma: number, hue: number): string {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  const byte = (x: number): number => {
    const within = Math.max(0, Math.min(1, x));
    return Math.round(255 * (within <= 0.0031308 ? 12.92 * within : 1.055 * within ** (1 / 2.4) - 0.055));
  };
  return `#${linear.map((x) => byte(x).toString(16).padStart(2, '0')).join('')}`;
}
