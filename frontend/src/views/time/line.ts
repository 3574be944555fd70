/** How wide a curve is, in its own units. */
export const PAST = 1000;

/** Losses, one after the other, as a path `PAST` wide: by their logarithm, so that the end is not flat. What is not a number is left out. */
export function lineOf(losses: ArrayLike<number>, height: number): string {
  const known = Array.from(losses, (loss, i) => ({ loss, i })).filter(({ loss }) => Number.isFinite(loss));
  if (known.length < 2) return '';
  const least = Math.min(...known.map(({ loss }) => loss));
  // losses may be below zero, and then have no logarithm
  const tall = known.map(({ loss, i }) => ({ i, y: Math.log(1 + (loss - least) / (Math.abs(least) / 20 || 1)) }));
  const top = Math.max(...tall.map(({ y }) => y)) || 1;
  return `M${tall.map(({ i, y }) => `${((PAST * i) / (losses.length - 1)).toFixed(1)},${(height * (1 - y / top)).toFixed(2)}`).join('L')}`;
}
