import { BLEND, COPY, MIX } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { axisOf, scalar, slice, split, type Tensor } from '../tensor';
import { nearest, places, shares, type Scaling } from './interpolation';

/**
 * Resizes one axis by nearest neighbours: with a single copy if every element repeats equally often, else with one copy
 * per output.
 */
function copies({ plan }: Site, x: Tensor, axis: number, sources: number[]): Tensor {
  const out = plan.allocateLike(x, x.shape.with(axis, sources.length));
  const factor = sources.length / x.shape[axis]!;
  if (sources.every((source, at) => source === Math.floor(at / factor)) && Number.isInteger(factor)) {
    plan.into(split(out, axis, x.shape[axis]!, factor), COPY, split(x, axis, x.shape[axis]!, factor, true));
  } else sources.forEach((source, at) => plan.into(slice(out, axis, at, 1), COPY, slice(x, axis, source, 1)));
  return out;
}

/** Each output along the axis as a weighted sum of inputs; those with the same weights at even distances in one map. */
function blends(site: Site, x: Tensor, axis: number, scaling: Scaling, list: number[]): Tensor {
  const { plan } = site;
  const out = plan.allocateLike(x, x.shape.with(axis, list.length));
  const recipes = list.map((place) => (isOutside(place, scaling) ? [] : [...shares(site, place, scaling)]));
  for (const { first, step, count, pace } of stretches(recipes, scaling)) {
    const target = slice(out, axis, first, count, step);
    const taps = recipes[first]!.map(([index, weight]) => ({ x: slice(x, axis, index, count, pace), weight }));
    if (!taps.length) plan.into(target, COPY, scalar(site.number('extrapolation_value', 0)));
    for (let i = 0; i < taps.length; i += 2) {
      const [a, b = { ...a!, weight: 0 }] = taps.slice(i, i + 2);
      plan.into(target, i ? BLEND : MIX, a!.x, b.x, a!.weight, b.weight);
    }
  }
  return out;
}

/** Outputs first, first + step, ..., whose inputs move on by `pace` from one to the next, with the same weights. */
interface Stretch {
  first: number;
  step: number;
  count: number;
  pace: number;
}

/** Divides all outputs along an axis into stretches, given the inputs and weights of each. */
function stretches(recipes: [index: number, weight: number][][], { scale }: Scaling): Stretch[] {
  // so many outputs later the same weights recur, if the scale is a simple fraction
  const step = [1, 2, 3, 4, 5, 6, 7, 8].find((each) => Math.abs(each / scale - Math.round(each / scale)) < 1e-6) ?? 1;
  const pace = Math.round(step / scale);
  const found: Stretch[] = [];
  for (let start = 0; start < Math.min(step, recipes.length); start++) {
    let current: Stretch | undefined;
    for (let at = start; at < recipes.length; at += step) {
      if (current && follows(recipes[at]!, recipes[at - step]!, pace)) current.count++;
      else found.push((current = { first: at, step, count: 1, pace }));
    }
  }
  return found;
}

function follows(recipe: [number, number][], before: [number, number][], pace: number): boolean {
  return (
    recipe.length === before.length &&
    recipe.every(([index, weight], i) => {
      const [other, same] = before[i]!;
      return index === other + pace && Math.abs(weight - same) < 1e-7;
    })
  );
}

/** Whether a position is beyond the input, of which a part was to be cropped. */
function isOutside(place: number, { input, region }: Scaling): boolean {
  return Boolean(region) && !(place >= 0 && place <= input - 1);
}

/** The scale and the size of each of the given axes. */
function scalingsOf(site: Site, x: Tensor, along: number[], [second, third, fourth]: Tensor[]): Scaling[] {
  const old = site.graph.opset < 11 || site.node.op === 'Upsample';
  const scales = site.listOr('scales', old ? second : third);
  const sizes = !scales?.length && fourth ? site.numbers(fourth) : undefined;
  const crop = site.text('coordinate_transformation_mode', '') === 'tf_crop_and_resize';
  const region = crop && second ? site.numbers(second) : undefined;
  if ((sizes ?? scales)?.length !== along.length) site.fail('a scale or a size is expected for each axis.');
  const policy = site.text('keep_aspect_ratio_policy', 'stretch');
  const ratios = sizes?.map((size, i) => size / x.shape[along[i]!]!) ?? scales!;
  const common =
    !sizes || policy === 'stretch' ? undefined : policy === 'not_larger' ? Math.min(...ratios) : Math.max(...ratios);
  return along.map((axis, i) => {
    const input = x.shape[axis]!;
    const scale = common ?? ratios[i]!;
    const output = common ? Math.floor(input * common + 0.5) : (sizes?.[i] ?? Math.floor(input * scale));
    if (!(output > 0 && output < 2 ** 16)) site.fail(`cannot resize to a size of ${output}.`);
    return { input, output, scale, region: region && [region[i]!, region[i + along.length]!] };
  });
}

/** An axis that is resized. */
interface Resized {
  axis: number;
  scaling: Scaling;
  /** The position in the input of each output. */
  list: number[];
  /** With nearest neighbours, the input that each output repeats. */
  sources: number[] | null;
}

/** The axes of an image that Resize or Upsample changes; the lists are what follows the image. */
export function resizedAxes(site: Site, x: Tensor, lists: Tensor[]): Resized[] {
  const mode = site.text('mode', 'nearest');
  if (!['nearest', 'linear', 'cubic'].includes(mode)) site.lacks(`in ${mode} mode`);
  const along = site.list('axes')?.map((axis) => axisOf(axis, x.shape.length)) ?? [...x.shape.keys()];
  const scalings = scalingsOf(site, x, along, lists);
  return along.flatMap((axis, i): Resized[] => {
    const scaling = scalings[i]!;
    const { input, output, scale, region } = scaling;
    const whole = !region || (region[0] === 0 && region[1] === 1);
    if (output === input && scale === 1 && whole) return [];
    const list = places(site, scaling);
    if (mode !== 'nearest') return [{ axis, scaling, list, sources: null }];
    if (list.some((place) => isOutside(place, scaling))) site.lacks('of a part beyond the input');
    return [
      { axis, scaling, list, sources: list.map((place) => Math.min(Math.max(nearest(site, place), 0), input - 1)) },
    ];
  });
}

/** Resize, and the older Upsample, whose second input is the scales. */
export const resize: Operator = (site, x, ...lists) =>
  resizedAxes(site, x, lists).reduce(
    (view, { axis, scaling, list, sources }) =>
      sources ? copies(site, view, axis, sources) : blends(site, view, axis, scaling, list),
    x,
  );
