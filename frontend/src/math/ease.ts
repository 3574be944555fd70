/** Slow, fast, slow: from 0 at 0 to 1 at 1, with no speed at either end. */
export function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}

/** A number that follows the standard normal distribution. */
export function normal(random: () => number = Math.random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
