import type { Site } from '../site';

/** How one axis is resized. */
export interface Scaling {
  input: number;
  output: number;
  scale: number;
  /** The part of the input that is resized, in shares of it. */
  region?: [start: number, end: number] | undefined;
}

/** Defaults of old versions, which had no attributes for them. */
function isOld(site: Site): boolean {
  return site.node.op === 'Upsample' || site.graph.opset < 11;
}

/** The position in the input of each output along an axis. */
export function places(site: Site, { input, output, scale, region }: Scaling): number[] {
  const mode = site.text('coordinate_transformation_mode', isOld(site) ? 'asymmetric' : 'half_pixel');
  const [start, end] = region ?? [0, 1];
  // ONNX's own implementation does not round the output's length here, and ONNX Runtime does: when shrinking, their
  // results differ by whole elements
  if (mode === 'align_corners' && scale < 1 && Math.abs(scale * input - output) > 1e-3)
    site.lacks('with aligned corners and a scale that gives no whole size');
  const place = (at: number): number => {
    switch (mode) {
      case 'half_pixel':
        return Math.fround((at + 0.5) / scale) - 0.5;
      case 'half_pixel_symmetric':
        return (input / 2) * (1 - output / (scale * input)) + Math.fround((at + 0.5) / scale) - 0.5;
      case 'pytorch_half_pixel':
        return output > 1 ? Math.fround((at + 0.5) / scale) - 0.5 : 0;
      case 'align_corners':
        return output > 1 ? (at * (input - 1)) / (output - 1) : 0;
      case 'asymmetric':
        return at / scale;
      case 'tf_crop_and_resize':
        if (output > 1) return (input - 1) * (start + (at * (end - start)) / (output - 1));
        return (input - 1) * 0.5 * (start + end);
      default:
        return site.lacks(`in ${mode} mode`);
    }
  };
  // rounded as ONNX Runtime rounds, since the nearest element depends on it
  return Array.from({ length: output }, (_, at) => Math.fround(place(at)));
}

/** The input to which a position is rounded. */
export function nearest(site: Site, place: number): number {
  switch (site.text('nearest_mode', isOld(site) ? 'floor' : 'round_prefer_floor')) {
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

/** The share of an element at a distance from a position. */
function kernelOf(site: Site): { reach: number; share: (distance: number) => number } {
  if (site.text('mode', 'nearest') === 'linear') return { reach: 1, share: (d) => Math.max(0, 1 - Math.abs(d)) };
  const a = site.number('cubic_coeff_a', -0.75);
  const share = (distance: number): number => {
    const d = Math.abs(distance);
    if (d <= 1) return ((a + 2) * d - (a + 3)) * d * d + 1;
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  };
  return { reach: 2, share };
}

/** The inputs that an output is made of, and their shares. */
export function shares(site: Site, place: number, { input, scale }: Scaling): Map<number, number> {
  const { reach, share } = kernelOf(site);
  const antialias = site.number('antialias', 0);
  // an antialiasing kernel is as wide as an output
  const pace = antialias ? Math.min(scale, 1) : 1;
  const base = Math.floor(place);
  const first = Math.floor(-reach / pace) + 1;
  const outside = site.number('exclude_outside', 0);
  const found = new Map<number, number>();
  let total = 0;
  for (let tap = first; tap <= 1 - first; tap++) {
    const index = base + tap;
    const weight = share((index - place) * pace);
    if (!weight || (outside && (index < 0 || index >= input))) continue;
    const clamped = Math.min(Math.max(index, 0), input - 1);
    found.set(clamped, (found.get(clamped) ?? 0) + weight);
    total += weight;
  }
  if (antialias || outside) for (const [index, weight] of found) found.set(index, weight / total);
  return found;
}
