import { defaultsOf, type Condition } from '../conditions/condition';
import type { Curve } from '../math/walk';
import type { Vector } from '../math/vector';

/** The plane of the map: two axes by key, principal components, the atlas's own layout, or the plane of three pins. */
export type Plane =
  { kind: 'axes'; axes: [string, string] } | { kind: 'components' } | { kind: 'layout' } | { kind: 'pins' };

/** A direction that the user named: an additional slider. */
export interface Direction {
  name: string;
  vector: Vector;
}

/** Filters that the user named. */
export interface Kept {
  name: string;
  /** As `filters`. */
  filters: string;
}

export const RANGES = ['prior', 'data', 'absolute'] as const;
export const RANDOMS = ['prior', 'data'] as const;
export const LAYERS = ['both', 'points', 'images'] as const;
/** What the colours under the points of a map mean. */
export const FIELDS = [
  'none',
  'magnification',
  'anisotropy',
  'distance',
  'reencoding',
  'density',
  'prediction',
] as const;
export type Field = Exclude<(typeof FIELDS)[number], 'none'>;
export const ITEMS = ['original', 'reconstruction', 'difference'] as const;
/** What two compared models share: a latent point, an input image, or a class. */
export const DRIVERS = ['point', 'image', 'class'] as const;
export type Driver = (typeof DRIVERS)[number];

/** Noise of a posterior: `amount` standard deviations times a draw of a standard normal. */
export interface Noise {
  /** The encoded item, counted from 0; null for what was drawn or dropped. */
  item: number | null;
  /** From 0 to 3; 1 as in training. */
  amount: number;
  seed: number;
}

/** Everything the user has chosen, as links, session files and undo restore it. Immutable. */
export interface View {
  z: Vector;
  /** The numbers (w,) of the conditions; empty without any. */
  given: Vector;
  /** The range of the sliders. */
  range: (typeof RANGES)[number];
  /** Where Random draws from. */
  random: (typeof RANDOMS)[number];
  /** Dimensions, counted from 0, that Random does not change. */
  locked: readonly number[];
  plane: Plane;
  /** The visible part of the map: its centre, and the latent distance across the map's width; null for all. */
  frame: { x: number; y: number; span: number } | null;
  layers: (typeof LAYERS)[number];
  /** What the map shows of the decoder's geometry, and of the data's, instead of decoded samples. */
  field: Field | 'none';
  /** The output of the second network whose values the field shows, counted from 0. */
  output: number;
  /** Whether the map draws ellipses of equal change. */
  ellipses: boolean;
  /** Whether the map draws lines around the densest regions of the data. */
  contours: boolean;
  /** Classes, by index, that the map hides. */
  filtered: readonly number[];
  /** The key of the column that colours the map; '' for the classes. */
  colour: string;
  /** What is kept of columns, as `columns/filters.ts` writes it. */
  filters: string;
  /** Filters that have a name. */
  kept: readonly Kept[];
  /** Rows (d + w,): points, with the numbers of the conditions. */
  pins: readonly Vector[];
  curve: Curve;
  loop: boolean;
  /** Frames of an exported walk, and seconds per segment. */
  frames: number;
  pace: number;
  directions: readonly Direction[];
  /** Whether the image is interpolated between its pixels. */
  smooth: boolean;
  /** Panels that are hidden, for a lesson. */
  hide: readonly string[];
  /** The name of the model that this one is compared with; '' for none. */
  with: string;
  /** What the two models share. */
  by: Driver;
  /** The second model's point, if neither a shared point nor an image determines it. */
  there: Vector | null;
  /** The second model's conditions that the first does not have, as links write `given`; '' for the defaults. */
  theirs: string;
  /** What of a sample is drawn, if its output can be drawn in several ways: see `Output.seen`. */
  seen: string;
  /** What is shown of an encoded item whose original is known. */
  item: (typeof ITEMS)[number];
  /** Whether the map draws the originals at their points. */
  thumbs: boolean;
  /** The snapshot of the training that is shown, counted from 0; null for the trained model. */
  at: number | null;
  /** The layer of the network to look at, and its channel that is enlarged, both counted from 0; null for none. */
  network: { layer: number; channel: number | null } | null;
  /** The noise that is added to an image's posterior mean; null for none. */
  noise: Noise | null;
}

export const MOST_FRAMES = 2000;
/** The largest absolute coordinate: far beyond any latent space, and far below the limit of a float. */
export const REACH = 1e6;
export const MOST_PINS = 200;
export const MOST_DIRECTIONS = 100;
export const MOST_KEPT = 50;
export const MOST_SNAPSHOTS = 40;
/** The most standard deviations of noise. */
export const MOST_NOISE = 3;

/** The view with which a model opens; `first` are the keys of its two most informative axes. */
export function initialView(latentDim: number, first: [string, string], conditions: readonly Condition[] = []): View {
  return {
    z: new Float32Array(latentDim),
    given: defaultsOf(conditions),
    range: 'prior',
    random: 'prior',
    locked: [],
    plane: { kind: 'axes', axes: first },
    frame: null,
    layers: 'both',
    field: 'none',
    output: 0,
    ellipses: false,
    contours: false,
    filtered: [],
    colour: '',
    filters: '',
    kept: [],
    pins: [],
    curve: 'slerp',
    loop: false,
    frames: 48,
    pace: 1,
    directions: [],
    smooth: false,
    hide: [],
    with: '',
    by: 'point',
    there: null,
    theirs: '',
    seen: '',
    item: 'original',
    thumbs: false,
    at: null,
    network: null,
    noise: null,
  };
}

/** Whether two views are equal. */
export function sameView(a: View, b: View): boolean {
  return (Object.keys(a) as (keyof View)[]).every((key) => a[key] === b[key]);
}

/** Whether a value is a valid coordinate. */
export function inReach(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= REACH;
}

/** The key of a dimension's axis: z1 is dimension 0. */
export function axisKey(dimension: number): string {
  return `z${dimension + 1}`;
}

/** The change by which a model is compared with another, or with none: what the view knew of the other is forgotten. */
export const comparedWith = (name: string): Pick<View, 'with' | 'theirs' | 'there'> => ({
  with: name,
  theirs: '',
  there: null,
});
