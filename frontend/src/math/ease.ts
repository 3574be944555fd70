/** Smoothstep: from 0 at 0 to 1 at 1, with zero slope at either end. */
export function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
