import { defaultsOf, widthOfAll, type Condition } from '../conditions/condition';
import { cited, decoded, short } from '../conditions/link';
import { readGiven, writeGiven } from '../conditions/text';
import { CURVES } from '../math/walk';
import type { Vector } from '../math/vector';
import { PANEL_KEYS } from './panels';
import {
  DRIVERS,
  FIELDS,
  inReach,
  ITEMS,
  LAYERS,
  MOST_DIRECTIONS,
  MOST_FRAMES,
  MOST_KEPT,
  MOST_NOISE,
  MOST_PINS,
  MOST_SNAPSHOTS,
  RANDOMS,
  RANGES,
  REACH,
  type Direction,
  type Kept,
  type Plane,
  type View,
} from './view';

type Text = Record<string, string>;

/** A view as text by key, without the parts that equal `initial`: the grammar of links and session files. */
export function writeView(view: View, initial: View, conditions: readonly Condition[] = []): Text {
  const text: Text = {};
  for (const [key, { write }] of Object.entries(GRAMMAR) as [keyof View, Part][]) {
    const written = write(view[key], conditions);
    if (written !== write(initial[key], conditions)) text[key] = written;
  }
  return text;
}

/** The view that `text` describes, and a sentence for each invalid part, which stays as in `initial`. */
export function readView(
  text: Text,
  initial: View,
  conditions: readonly Condition[] = [],
): { view: View; faults: string[] } {
  const view: Record<string, unknown> = { ...initial };
  const faults: string[] = [];
  for (const [key, { read }] of Object.entries(GRAMMAR) as [keyof View, Part][]) {
    if (text[key] === undefined) continue;
    try {
      view[key] = read(text[key], initial.z.length, conditions);
    } catch (error) {
      faults.push(`${key} ${(error as Error).message}`);
    }
  }
  const complete = view as unknown as View;
  if (complete.plane.kind === 'pins' && complete.pins.length < 3) complete.plane = initial.plane;
  return { view: complete, faults };
}

interface Part {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- of the type that the key has in View
  write: (value: any, conditions: readonly Condition[]) => string;
  read: (text: string, latentDim: number, conditions: readonly Condition[]) => unknown;
}

const number = (text: string): number => {
  const value = Number(text);
  if (text.trim() === '' || Number.isNaN(value)) throw new Error(`holds '${cited(text)}', which is not a number`);
  if (!inReach(value)) throw new Error(`holds ${cited(text)}, which is beyond ${REACH}`);
  return value;
};
const numbers = (text: string): number[] => (text ? text.split(',').map(number) : []);
const point = (text: string, latentDim: number): Vector => {
  const values = numbers(text);
  if (values.length !== latentDim)
    throw new Error(`has ${values.length} coordinates, but this model has ${latentDim} dimensions`);
  return Float32Array.from(values);
};
/** A row: a point may do without the numbers of the conditions, which are then the defaults. */
const row = (text: string, latentDim: number, conditions: readonly Condition[]): Vector => {
  const values = numbers(text);
  const width = latentDim + widthOfAll(conditions);
  if (values.length === latentDim) return Float32Array.from([...values, ...defaultsOf(conditions)]);
  if (values.length !== width)
    throw new Error(
      `has ${values.length} coordinates, but this model has ${latentDim} dimensions` +
        (conditions.length ? `, and ${width} with its conditions` : ''),
    );
  return Float32Array.from(values);
};
const writePoint = (z: Vector): string => Array.from(z, short).join(',');
const list = (most: (latentDim: number) => number): Part => ({
  write: (values: readonly number[]) => values.map((value) => value + 1).join(','),
  read: (text, latentDim) => numbers(text).map((value) => whole(value, 1, most(latentDim)) - 1),
});
const whole = (value: number, low: number, high: number): number => {
  if (!Number.isInteger(value) || value < low || value > high)
    throw new Error(`should be a whole number from ${low} to ${high}, but is ${value}`);
  return value;
};
const choice = <T extends string>(of: readonly T[]): Part => ({
  write: (value: T) => value,
  read: (text) => of.find((one) => one === text) ?? fail(`should be one of ${of.join(', ')}, but is '${cited(text)}'`),
});
const text: Part = { write: String, read: String };
const yesNo: Part = { write: (value: boolean) => (value ? '1' : '0'), read: (text) => text === '1' };
function fail(message: string): never {
  throw new Error(message);
}

const GRAMMAR: Record<keyof View, Part> = {
  z: { write: writePoint, read: point },
  given: { write: writeGiven, read: (text, _, conditions) => readGiven(text, conditions) },
  range: choice(RANGES),
  random: choice(RANDOMS),
  locked: list((latentDim) => latentDim),
  plane: {
    // the name of a direction may contain a comma
    write: (plane: Plane) =>
      plane.kind === 'axes' ? plane.axes.map((key) => key.replace(/[%,]/g, encodeURIComponent)).join(',') : plane.kind,
    read: (text): Plane => {
      if (text === 'components' || text === 'layout' || text === 'pins') return { kind: text };
      const [x, y] = text.split(',').map(decoded);
      return x && y && x !== y ? { kind: 'axes', axes: [x, y] } : fail(`should name two axes, but is '${cited(text)}'`);
    },
  },
  frame: {
    write: (frame: View['frame']) => (frame ? [frame.x, frame.y, frame.span].map(short).join(',') : ''),
    read: (text) => {
      if (!text) return null;
      const [x, y, span] = numbers(text);
      return span! > 0 ? { x, y, span } : fail(`should be x, y and a positive width, but is '${cited(text)}'`);
    },
  },
  layers: choice(LAYERS),
  field: choice(FIELDS),
  output: { write: (index: number) => String(index + 1), read: (text) => whole(number(text), 1, REACH) - 1 },
  ellipses: yesNo,
  contours: yesNo,
  filtered: list(() => REACH),
  colour: text,
  filters: text,
  kept: {
    write: (kept: readonly Kept[]) =>
      kept.map(({ name, filters }) => [name, filters].map(encodeURIComponent).join(':')).join(';'),
    read: (text) =>
      text
        ? text.split(';', MOST_KEPT).map((one): Kept => {
            const [name = '', filters = ''] = one.split(':').map(decoded);
            if (!name || !filters) throw new Error('has a selection without a name or without filters');
            return { name, filters };
          })
        : [],
  },
  pins: {
    write: (pins: readonly Vector[]) => pins.map(writePoint).join(';'),
    read: (text, latentDim, conditions) =>
      text ? text.split(';', MOST_PINS).map((one) => row(one, latentDim, conditions)) : [],
  },
  curve: choice(CURVES),
  loop: yesNo,
  frames: { write: String, read: (text) => whole(number(text), 2, MOST_FRAMES) },
  pace: {
    write: short,
    read: (text) => {
      const value = number(text);
      return value >= 0.05 && value <= 60 ? value : fail(`should be from 0.05 to 60 seconds, but is ${value}`);
    },
  },
  directions: {
    write: (directions: readonly Direction[]) =>
      directions.map(({ name, vector }) => `${encodeURIComponent(name)}:${writePoint(vector)}`).join(';'),
    read: (text, latentDim) =>
      text
        ? text.split(';', MOST_DIRECTIONS).map((one): Direction => {
            const colon = one.indexOf(':');
            if (colon < 1) throw new Error('has a direction without a name');
            return { name: decoded(one.slice(0, colon)), vector: point(one.slice(colon + 1), latentDim) };
          })
        : [],
  },
  smooth: yesNo,
  hide: {
    write: (hide: readonly string[]) => hide.join(','),
    read: (text) =>
      text
        ? text
            .split(',')
            .map(
              (one) =>
                PANEL_KEYS.find((key) => key === one) ??
                fail(`should name ${PANEL_KEYS.join(', ')}, but holds '${cited(one)}'`),
            )
        : [],
  },
  with: text,
  by: choice(DRIVERS),
  // the second model's dimension is known once it is open
  there: {
    write: (there: View['there']) => (there ? writePoint(there) : ''),
    read: (text) => (text ? Float32Array.from(numbers(text)) : null),
  },
  theirs: text,
  seen: text,
  item: choice(ITEMS),
  thumbs: yesNo,
  at: {
    write: (at: View['at']) => (at === null ? '' : `${at + 1}`),
    read: (text) => (text ? whole(number(text), 1, MOST_SNAPSHOTS) - 1 : null),
  },
  network: {
    write: (one: View['network']) =>
      one ? [one.layer, ...(one.channel === null ? [] : [one.channel])].map((index) => index + 1).join(':') : '',
    read: (text) => {
      if (!text) return null;
      const [layer, channel, more] = text.split(':').map((one) => whole(number(one), 1, REACH) - 1);
      if (more !== undefined) fail(`should be a layer and a channel, but is '${cited(text)}'`);
      return { layer, channel: channel ?? null };
    },
  },
  noise: {
    write: (noise: View['noise']) =>
      noise ? [noise.item === null ? '' : noise.item + 1, short(noise.amount), noise.seed].join(':') : '',
    read: (text) => {
      if (!text) return null;
      const [item, part, seed, ...more] = text.split(':');
      if (seed === undefined || more.length) fail(`should be item:amount:seed, but is '${cited(text)}'`);
      const amount = number(part!);
      if (!(amount >= 0 && amount <= MOST_NOISE))
        fail(`should be from 0 to ${MOST_NOISE} deviations, but is ${amount}`);
      return { item: item ? whole(number(item), 1, REACH) - 1 : null, amount, seed: whole(number(seed), 1, REACH) };
    },
  },
};
