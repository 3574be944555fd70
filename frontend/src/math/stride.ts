/** A step that visits each of n things once and mixes those that lie side by side. */
export function strideOver(n: number): number {
  let step = Math.max(1, Math.round(n * 0.618034));
  while (n > 1 && divisor(step, n) > 1) step++;
  return n > 1 ? step % n || 1 : 0;
}

function divisor(a: number, b: number): number {
  return b ? divisor(b, a % b) : a;
}
