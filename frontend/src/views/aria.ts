/** JavaScript writes smaller and larger numbers than these with an exponent. */
const [TINY, HUGE] = [1e-6, 1e20];

/** The nearest number that is written without an exponent, as the values of ARIA's sliders must be. */
export function decimal(value: number): number {
  return Math.abs(value) < TINY ? 0 : Math.max(-HUGE, Math.min(HUGE, value));
}
