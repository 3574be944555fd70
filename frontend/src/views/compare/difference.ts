/**
 * Colours for pixels in which the first or the second image is brighter, distinguishable in all kinds of colour vision.
 */
export const FIRST = [255, 180, 84] as const;
export const SECOND = [86, 180, 233] as const;

/** The difference of two images of the same size. */
export interface Difference {
  picture: ImageData;
  /** Root mean square of the difference, as a share of the value range. */
  off: number;
}

/**
 * The difference of two images (h, w, c): the brightness of a pixel is the absolute mean difference of its channels.
 */
export function differenceOf(first: Uint8Array, second: Uint8Array, width: number, height: number): Difference {
  const channels = first.length / (width * height);
  const picture = new ImageData(width, height);
  let squares = 0;
  for (let pixel = 0; pixel < width * height; pixel++) {
    let sum = 0;
    for (let i = pixel * channels; i < (pixel + 1) * channels; i++) {
      const apart = first[i]! - second[i]!;
      sum += apart;
      squares += apart * apart;
    }
    const share = Math.abs(sum) / channels / 255;
    const colour = sum > 0 ? FIRST : SECOND;
    picture.data.set([...colour.map((value) => share * value), 255], 4 * pixel);
  }
  return { picture, off: Math.sqrt(squares / first.length) / 255 };
}
