/** The width of a curve in its own units. */
export const PAST = 1000;

/**
 * Losses as an SVG path `PAST` wide, on a logarithmic scale, so that the end is not flat. Values that are not finite
 * are skipped.
 */
export function lineOf(losses: ArrayLike<number>, height: number): string {
  const known = Array.from(losses, (loss, i) => ({ loss, i })).filter(({ loss }) => Number.isFinite(loss));
  if (known.length < 2) return '';
  const least = Math.min(...known.map(({ loss }) => loss));
  // losses may be negative, so the logarithm is that of their distance from the least
  const tall = known.map(({ loss, i }) => ({ i, y: Math.log(1 + (loss - least) / (Math.abs(least) / 20 || 1)) }));
  const top = Math.max(...tall.map(({ y }) => y)) || 1;
  const across = (i: number): string => ((PAST * i) / (losses.length - 1)).toFixed(1);
  const down = (y: number): string => (height * (1 - y / top)).toFixed(2);
  return `M${tall.map(({ i, y }) => `${across(i)},${down(y)}`).join('L')}`;
}
