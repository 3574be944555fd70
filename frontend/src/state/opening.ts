import type { Vector } from '../math/vector';
import type { Axes } from './axes.svelte';
import { MANY } from './axis';
import type { View } from './view';

/** A plane shows all of a latent space of at most this many dimensions. */
const FLAT = 2;

/**
 * The view with which a model opens once its encoded data is loaded: `initial`, with the defaults that it implies.
 * `laidOut`: the data has a layout.
 */
export function openingView(
  initial: View,
  { all, components, priorless, radius }: Pick<Axes, 'all' | 'components' | 'priorless' | 'radius'>,
  laidOut = false,
): View {
  // the map shows the data's layout or, without one, the two most informative dimensions or, if there are many, the
  // first two components or, without data, the two directions along which the images change most
  const axes = firstAxes(all);
  const plane: View['plane'] =
    laidOut && initial.z.length > FLAT
      ? { kind: 'layout' }
      : initial.z.length > MANY && components
        ? { kind: 'components' }
        : axes
          ? { kind: 'axes', axes }
          : initial.plane;
  if (!priorless) return { ...initial, plane, range: 'prior', random: 'prior' };
  if (!components) return { ...initial, plane, range: 'absolute', random: 'prior' };
  // without a prior the mean of the data takes the origin's place
  const z = initial.z.some(Boolean) ? initial.z : onSphere(components.mean, radius);
  return { ...initial, z, plane, range: 'data', random: 'data' };
}

/** The keys of the two axes that say most; null with one dimension. */
export function firstAxes(all: Axes['all']): [string, string] | null {
  const sensitive = all.filter(({ reach }) => reach !== undefined);
  const [x, y] = sensitive.length > 1 ? sensitive : all.filter(({ dimension }) => dimension !== null);
  return x && y ? [x.key, y.key] : null;
}

/** The point of a sphere that is nearest to another; the point itself without a sphere. */
function onSphere(z: Vector, radius: number | null): Vector {
  const norm = Math.hypot(...z);
  return radius === null || norm === 0 ? z : z.map((value) => (value * radius) / norm);
}

/** A view in which what still equals `before` becomes that of `after`, and what was changed stays. */
export function rebased(view: View, before: View, after: View): View {
  const part = <K extends keyof View>(key: K): View[K] => (view[key] === before[key] ? after[key] : view[key]);
  return Object.fromEntries((Object.keys(view) as (keyof View)[]).map((key) => [key, part(key)])) as unknown as View;
}
