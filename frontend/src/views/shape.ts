import type { Sides } from '../outputs/output';

/** A cell of a row may differ from its image's shape by this factor before the image gets a black margin instead. */
const ALIKE = 1.25;

/** The width of a box for each unit of its height: an image's own, or the nearest that a layout has room for. */
export function ratioOf({ width, height }: Sides, least: number, most: number): number {
  return Math.max(least, Math.min(most, width / height));
}

/** How many images a row of a size holds: as many as fit without gaps, but at least `fewest` and at most `most`. */
export function countOf(image: Sides, row: Sides, fewest: number, most: number): number {
  const fitting = (row.width / row.height) * (image.height / image.width);
  return Math.max(fewest, Math.min(most, Math.round(fitting)));
}

/** The cell, in pixels of the image, that keeps the image's shape where a row has `count` cells. */
export function cellOf({ width, height }: Sides, row: Sides, count: number): Sides {
  const ratio = row.width / count / row.height;
  const wider = ratio / (width / height);
  if (!(wider > ALIKE || wider < 1 / ALIKE)) return { width, height };
  return wider > 1 ? { width: Math.round(height * ratio), height } : { width, height: Math.round(width / ratio) };
}

/** The sides of a picture of a shape whose longer side has some length. */
export function enclosed({ width, height }: Sides, longer: number): Sides {
  const scale = longer / Math.max(width, height);
  return { width: scale * width, height: scale * height };
}
