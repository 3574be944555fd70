import type { Target } from '../math/pull';
import type { Numbers } from '../outputs/output';
import type { Layer, Raster } from '../outputs/raster';

/** A place on a raster, in pixels from its top left corner. */
export interface Spot {
  x: number;
  y: number;
}

/** A pixel whose weight is a smaller share than this of the greatest one is left out. */
const FAINT = 0.02;

/** The weight of a brush of a radius in pixels, at a distance from its middle: a Gaussian. */
const softness = (distance: number, radius: number): number => Math.exp(-0.5 * (distance / radius) ** 2);

/** The pixels of a stroke, by their index, with their weights from 0 to 1. */
export type Mask = ReadonlyMap<number, number>;

/** A stroke with a spot of the brush added to it. */
export function painted(mask: Mask, { width, height }: Raster, spot: Spot, radius: number): Mask {
  const next = new Map(mask);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const weight = softness(Math.hypot(x + 0.5 - spot.x, y + 0.5 - spot.y), radius);
      if (weight > FAINT) next.set(y * width + x, Math.max(weight, next.get(y * width + x) ?? 0));
    }
  return next;
}

/** The target of a painted stroke: its pixels become bright or dark. */
export function paintTarget(mask: Mask, raster: Raster, bright: boolean): Target {
  return targetOf(mask, raster, ({ bright: high, dark: low }) => (bright ? high : low));
}

/** The target of a drag: the pixels around `to` take the values that those around `from` have in a sample. */
export function dragTarget(sample: Numbers, raster: Raster, from: Spot, to: Spot, radius: number): Target {
  const [right, down] = [to.x - from.x, to.y - from.y];
  return targetOf(painted(new Map(), raster, to, radius), raster, (layer, x, y) =>
    between(sample, raster, layer, x - right, y - down),
  );
}

/** A target whose cost is the mean square of its residuals, as shares of the ranges, weighted by a mask. */
function targetOf(mask: Mask, raster: Raster, valueAt: (layer: Layer, x: number, y: number) => number): Target {
  let total = 0;
  for (const weight of mask.values()) total += weight * raster.layers.length;
  const [indices, values, weights]: number[][] = [[], [], []];
  for (const [pixel, weight] of mask) {
    const [x, y] = [pixel % raster.width, Math.floor(pixel / raster.width)];
    for (const layer of raster.layers) {
      indices!.push(layer.placeOf(x, y));
      values!.push(valueAt(layer, x, y));
      weights!.push(weight / total / layer.range ** 2);
    }
  }
  return { indices: indices!, values: values!, weights: weights! };
}

/** The value of a sample between the middles of its pixels; beyond its border, that of the border. */
function between(sample: Numbers, { width, height }: Raster, layer: Layer, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number): number =>
    sample[layer.placeOf(Math.max(0, Math.min(width - 1, column)), Math.max(0, Math.min(height - 1, row)))]!;
  const mixed = (row: number): number => at(left, row) + (x - left) * (at(left + 1, row) - at(left, row));
  return mixed(top) + (y - top) * (mixed(top + 1) - mixed(top));
}
