/**
 * How fast images change along a walk: for each step from one to the next the root mean square of the difference of
 * their pixels, as a share of the whole range. Peaks are jumps. `bytes` are n images, one after the other.
 */
export function speeds(bytes: Uint8Array, n: number): Float64Array {
  const size = bytes.length / n;
  return Float64Array.from({ length: Math.max(0, n - 1) }, (_, i) => {
    let sum = 0;
    for (let at = i * size; at < (i + 1) * size; at++) sum += (bytes[at]! - bytes[at + size]!) ** 2;
    return Math.sqrt(sum / size) / 255;
  });
}
