/** Samples that a program takes besides those that are wanted, as a part of them: fewer than a further part costs. */
const WASTE = 0.25;

/** A part of a batch: the samples wanted, and those that its program runs. */
export interface Part {
  start: number;
  count: number;
  size: number;
}

/**
 * A batch in parts of at most `most` samples. There are few different sizes, 1, 2, 3, 4, 6, 8, 12, ..., because a
 * program is prepared for each.
 */
export function partsOf(batch: number, most: number): Part[] {
  const sizes = sizesUpTo(most);
  const parts: Part[] = [];
  for (let start = 0; start < batch;) {
    const left = batch - start;
    const above = sizes.find((size) => size >= left);
    const size = above && above <= (1 + WASTE) * left ? above : sizes.findLast((one) => one <= left)!;
    const count = Math.min(size, left);
    parts.push({ start, count, size });
    start += count;
  }
  return parts;
}

function sizesUpTo(most: number): number[] {
  const sizes: number[] = [];
  for (let size = 1; size <= most; size *= 2) {
    sizes.push(size);
    if (size > 1 && 1.5 * size <= most) sizes.push(1.5 * size);
  }
  return sizes;
}
