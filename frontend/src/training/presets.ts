import type { Vector } from '../math/vector';

/** The share of a class's items, those nearest to its mean, of which the sharpest becomes the preset. */
const NEAREST = 0.2;

/** A latent point for each class that has encoded items (n, d): near the middle of the class, and decoded well. */
export function presetsOf(
  { mean, error }: { mean: Vector; error: Vector },
  labels: Int32Array,
  classes: readonly string[],
  d: number,
): Record<string, number[]> {
  const presets: Record<string, number[]> = {};
  classes.forEach((name, label) => {
    const members = [...labels.keys()].filter((row) => labels[row] === label);
    if (!members.length) return;
    const middle = Array.from({ length: d }, (_, i) => members.reduce((sum, row) => sum + mean[row * d + i]!, 0));
    const distance = (row: number): number =>
      middle.reduce((sum, total, i) => sum + (mean[row * d + i]! - total / members.length) ** 2, 0);
    const near = members
      .map((row) => ({ row, away: distance(row) }))
      .sort((a, b) => a.away - b.away)
      .slice(0, Math.max(1, Math.floor(NEAREST * members.length)));
    const { row } = near.reduce((best, one) => (error[one.row]! < error[best.row]! ? one : best));
    presets[name] = Array.from(mean.subarray(row * d, (row + 1) * d), (value) => Number(value.toFixed(4)));
  });
  return presets;
}
