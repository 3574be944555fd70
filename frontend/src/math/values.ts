/** Bytes of n images, channels last, as model values (n, c, h, w) from `low` to `high`. */
export function valuesOf(
  bytes: Uint8Array,
  {
    height,
    width,
    channels,
    low,
    high,
  }: { height: number; width: number; channels: number; low: number; high: number },
): Float32Array<ArrayBuffer> {
  const size = height * width;
  const values = new Float32Array(bytes.length);
  const step = (high - low) / 255;
  for (let at = 0; at < bytes.length; at++) {
    const pixel = Math.floor(at / channels);
    const image = Math.floor(pixel / size);
    values[(image * channels + (at % channels)) * size + (pixel % size)] = low + bytes[at]! * step;
  }
  return values;
}
