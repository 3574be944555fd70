import type { Vector } from '../math/vector';

/** A model's place in the gallery: what it says of itself, and a part of a plane through its latent space. */
export interface Tile {
  /** A sentence on what the model is and what to try, and its licence. */
  text: string;
  licence: string;
  /** The sub-heading under which it stands; '' for the first ones. */
  section: string;
  /** How many items are encoded. */
  items: number;
  /** (d,) each: the latent point at the place (x, y), both from -1 to 1, is origin + x right + y up. */
  origin: Vector;
  right: Vector;
  up: Vector;
  /** The place that is shown at first. */
  shown: Spot;
  /** What the decoder takes besides the point: (w,). */
  given: Vector;
}

/** A place on a tile, both from -1 to 1: to the right, and upwards. */
export type Spot = readonly [x: number, y: number];

/** Parses the tile of a model in the server's list; null if it has none, or one of another version. */
export function parseTile(json: unknown, latentDim: number): Tile | null {
  if (typeof json !== 'object' || json === null) return null;
  const { text, licence, section, items, origin, right, up, shown, given } = json as Record<string, unknown>;
  const vectors = [origin, right, up];
  if (!vectors.every((one) => areNumbers(one) && one.length === latentDim)) return null;
  if (!areNumbers(shown) || shown.length !== 2 || !areNumbers(given) || typeof text !== 'string') return null;
  const [from, across, upwards] = (vectors as number[][]).map((one) => Float32Array.from(one)) as [
    Vector,
    Vector,
    Vector,
  ];
  return {
    text,
    licence: typeof licence === 'string' ? licence : '',
    section: typeof section === 'string' ? section : '',
    items: Number.isInteger(items) ? (items as number) : 0,
    origin: from,
    right: across,
    up: upwards,
    shown: [shown[0]!, shown[1]!],
    given: Float32Array.from(given),
  };
}

function areNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((one) => Number.isFinite(one));
}
