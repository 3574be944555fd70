import { groundOf, lumaOf } from '../../math/ground';

/** Sides to which pictures are scaled; the last one is the longest that a network is made for. */
const SIDES = [28, 32, 48, 64];
const LARGEST = 64;
/** Channels of a pixel that differ by more are a colour. */
const COLOUR = 12;

/** Pictures scaled to one size, that of the first one if a network can have it. */
export class Scaled {
  /** How many there are. */
  count = 0;
  /** How many were transparent, and laid on white or black. */
  transparent = 0;
  /** The sizes that they had. */
  readonly sizes = new Set<string>();
  private coloured = false;
  private readonly rgb: Uint8Array<ArrayBuffer>;
  private readonly context: OffscreenCanvasRenderingContext2D;

  constructor(
    readonly width: number,
    readonly height: number,
    most: number,
  ) {
    this.context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    this.context.imageSmoothingQuality = 'high';
    this.rgb = allocated(3 * width * height * most);
  }

  /** Adds the largest centred part of a picture that has the sides' ratio. */
  add(picture: OffscreenCanvas | ImageBitmap): void {
    const { context, width, height } = this;
    this.sizes.add(`${picture.width} x ${picture.height}`);
    const scale = Math.max(width / picture.width, height / picture.height);
    const [wide, high] = [picture.width * scale, picture.height * scale];
    context.globalCompositeOperation = 'copy';
    context.drawImage(picture, (width - wide) / 2, (height - high) / 2, wide, high);
    let rgba = context.getImageData(0, 0, width, height).data;
    const ground = groundOf(rgba);
    if (ground) {
      this.transparent++;
      context.globalCompositeOperation = 'destination-over';
      context.fillStyle = ground;
      context.fillRect(0, 0, width, height);
      rgba = context.getImageData(0, 0, width, height).data;
    }
    this.coloured ||= hasColour(rgba);
    const start = 3 * width * height * this.count++;
    for (let i = 0; i < width * height; i++)
      for (let channel = 0; channel < 3; channel++) this.rgb[start + 3 * i + channel] = rgba[4 * i + channel]!;
  }

  /** Their channels, and the pixels (n, height, width, channels): grey if none has colour. */
  pixels(): { channels: number; pixels: Uint8Array<ArrayBuffer> } {
    const rgb = this.rgb.subarray(0, 3 * this.width * this.height * this.count);
    return this.coloured ? { channels: 3, pixels: rgb.slice() } : { channels: 1, pixels: greyOf(rgb) };
  }
}

/** The sides of pictures for a network: their own, if it can have them, or those of a square. */
export function sidesFor({ width, height }: { width: number; height: number }, side: number | null): [number, number] {
  const fits = (length: number): boolean => length % 4 === 0 && length >= 8 && length <= LARGEST;
  if (side !== null) return [side, side];
  if (fits(width) && fits(height)) return [width, height];
  const near = SIDES.find((one) => one >= Math.min(width, height)) ?? LARGEST;
  return [near, near];
}

function hasColour(rgba: Uint8ClampedArray): boolean {
  for (let i = 0; i < rgba.length; i += 4) {
    const [red, green, blue] = [rgba[i]!, rgba[i + 1]!, rgba[i + 2]!];
    if (Math.max(red, green, blue) - Math.min(red, green, blue) > COLOUR) return true;
  }
  return false;
}

function greyOf(rgb: Uint8Array): Uint8Array<ArrayBuffer> {
  const grey = new Uint8Array(rgb.length / 3);
  const pixel = new Uint8ClampedArray(4);
  for (let i = 0; i < grey.length; i++) {
    pixel.set(rgb.subarray(3 * i, 3 * i + 3));
    grey[i] = Math.round(lumaOf(pixel, 0));
  }
  return grey;
}

/** Whether pictures of `size` bytes are all the same. */
export function allEqual(pixels: Uint8Array, size: number): boolean {
  for (let i = size; i < pixels.length; i++) if (pixels[i] !== pixels[i % size]) return false;
  return true;
}

function allocated(bytes: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(bytes);
  } catch {
    throw new Error('The browser has not enough memory for these pictures: choose fewer, or a smaller size.');
  }
}
