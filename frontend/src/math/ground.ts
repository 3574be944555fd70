/** Brightness between black and white. */
export const MIDDLE = 127.5;

/** The brightness of a pixel (ITU-R BT.601), 0 to 255. */
export function lumaOf(rgba: Uint8ClampedArray, i: number): number {
  return 0.299 * rgba[i]! + 0.587 * rgba[i + 1]! + 0.114 * rgba[i + 2]!;
}

/** The ground for a transparent picture: white behind dark ink, black behind light; null for an opaque picture. */
export function groundOf(rgba: Uint8ClampedArray): 'white' | 'black' | null {
  let [ink, sum] = [0, 0];
  for (let i = 0; i < rgba.length; i += 4) {
    ink += rgba[i + 3]!;
    sum += rgba[i + 3]! * lumaOf(rgba, i);
  }
  const opaque = ink === 255 * (rgba.length / 4);
  return opaque || !ink ? null : sum / ink < MIDDLE ? 'white' : 'black';
}
