import type { Pixels } from '../engine/model';

/**
 * Images (n, c, h, w) of values as bytes, channels last (n, h, w, c): `low` becomes 0 and `high` 255; halves are
 * rounded up.
 */
export function pixelsOf(
  values: Float32Array,
  shape: readonly number[],
  { low, high }: Pixels,
): Uint8Array<ArrayBuffer> {
  const into = new Uint8Array(values.length);
  const [n, channels, area] =
    shape.length === 4 ? [shape[0]!, shape[1]!, shape[2]! * shape[3]!] : [1, 1, values.length];
  const scale = 255 / (high - low);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < channels; c++) {
      const from = (i * channels + c) * area;
      const to = i * channels * area + c;
      // a Uint8Array wraps around, so values are clamped
      for (let p = 0; p < area; p++)
        into[to + p * channels] = Math.max(0, Math.min(255, Math.floor((values[from + p]! - low) * scale + 0.5)));
    }
  }
  return into;
}
