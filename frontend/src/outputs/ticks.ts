/** Round numbers in a range: about `count` of them, a multiple of 1, 2 or 5 times a power of ten apart. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / Math.max(1, count);
  if (!(rough > 0) || !Number.isFinite(rough)) return [];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((by) => by * power).find((one) => one >= rough * 0.999)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // a multiple of the step, without the rounding errors of a sum; far from 0 some may be equal
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
  return [...new Set(all.map((one) => Number(one.toPrecision(15))))];
}
