import { COPY, MIX } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { slice, split, type Tensor } from '../tensor';

/** The position in the input of each output along an axis. */
function places(site: Site, input: number, output: number, scale: number): number[] {
  const mode = site.text('coordinate_transformation_mode', site.node.op === 'Upsample' ? 'asymmetric' : 'half_pixel');
  return Array.from({ length: output }, (_, at) => {
    switch (mode) {
      case 'half_pixel':
        return (at + 0.5) / scale - 0.5;
      case 'pytorch_half_pixel':
        return output > 1 ? (at + 0.5) / scale - 0.5 : 0;
      case 'align_corners':
        return output > 1 ? (at * (input - 1)) / (output - 1) : 0;
      case 'asymmetric':
        return at / scale;
      default:
        return site.lacks(`in ${mode} mode`);
    }
  });
}

/** The input to which a position is rounded. */
function nearest(site: Site, place: number): number {
  switch (site.text('nearest_mode', site.node.op === 'Upsample' ? 'floor' : 'round_prefer_floor')) {
    case 'floor':
      return Math.floor(place);
    case 'ceil':
      return Math.ceil(place);
    case 'round_prefer_ceil':
      return Math.floor(place + 0.5);
    default:
      return Math.ceil(place - 0.5);
  }
}

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

function blends({ plan }: Site, x: Tensor, axis: number, list: number[]): Tensor {
  const out = plan.allocateLike(x, x.shape.with(axis, list.length));
  list.forEach((place, at) => {
    const low = Math.floor(place);
    const [a, b] = [low, Math.min(low + 1, x.shape[axis]! - 1)].map((index) => slice(x, axis, index, 1));
    plan.into(slice(out, axis, at, 1), MIX, a!, b, 1 - (place - low), place - low);
  });
  return out;
}

/** Resize, and the older Upsample, whose second input is the scales. */
export const resize: Operator = (site, x, second, third, fourth) => {
  const mode = site.text('mode', 'nearest');
  if (mode !== 'nearest' && mode !== 'linear') site.lacks(`in ${mode} mode`);
  if (site.number('antialias', 0)) site.lacks('with antialiasing');
  const scales = site.listOr('scales', site.graph.opset > 10 ? third : second);
  const sizes = fourth && site.numbers(fourth);
  const rank = x.shape.length;
  const along = site.list('axes') ?? x.shape.map((_, axis) => axis);
  if ((scales ?? sizes)?.length !== along.length) site.fail('a scale or a size is expected for each axis.');
  return along.reduce((view, one, i) => {
    const axis = one < 0 ? one + rank : one;
    const input = view.shape[axis]!;
    const output = sizes ? sizes[i]! : Math.floor(input * scales![i]!);
    if (!(output > 0 && output < 2 ** 16)) site.fail(`cannot resize to a size of ${output}.`);
    if (output === input) return view;
    const clamp = (place: number): number => Math.min(Math.max(place, 0), input - 1);
    const list = places(site, input, output, sizes ? output / input : scales![i]!);
    return mode === 'nearest'
      ? copies(
          site,
          view,
          axis,
          list.map((place) => clamp(nearest(site, place))),
        )
      : blends(site, view, axis, list.map(clamp));
  }, x);
};
