/**
 * How fast samples change along a walk: for each step from one to the next the root mean square of their difference,
 * as a share of their range. Peaks are jumps. There are n samples, one after the other.
 */
export function speeds(numbers: Uint8Array | Float32Array, n: number, range: number): Float64Array {
  const size = numbers.length / n;
  return Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => {
    let sum = 0;
    for (let at = i * size; at < (i + 1) * size; at++) sum += (numbers[at]! - numbers[at + size]!) ** 2;
    return Math.sqrt(sum / size) / range;
  });
}
