import { centred } from '../math/centring';
import type { Explorer } from '../state/explorer.svelte';
import type { Placed, Stroke } from '../state/placed';

/**
 * Scales a drawn or dropped picture to the model's size: like MNIST's digits, or so that it fills the image. Encodes it
 * and moves there.
 */
export async function placePicture(explorer: Explorer, file: Blob & { name?: string }): Promise<void> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    throw new Error(
      `${file.name ?? 'This'} is not a picture that this browser can read. ` +
        'Drop a PNG, JPEG or WebP picture, a model or a session.',
    );
  }
  const { width, height } = bitmap;
  const scale = Math.min(1, 1024 / Math.max(width, height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
  const context = canvas.getContext('2d')!;
  // transparency becomes black
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  await placePixels(explorer, canvas, true);
}

/**
 * Encodes the picture on a canvas and moves there. For a grey model it is centred like MNIST's digits; `invert` inverts
 * dark drawings on a bright ground, since such models expect bright on black.
 */
export async function placePixels(
  explorer: Explorer,
  canvas: OffscreenCanvas | HTMLCanvasElement,
  invert: boolean,
): Promise<void> {
  const placed = await place(explorer, canvas, invert, []);
  if (placed) explorer.moveTo(placed.posterior.mean.slice());
}

/** Encodes a drawing and jumps there. The step is committed when the stroke ends. */
export async function placeDrawing(
  explorer: Explorer,
  canvas: HTMLCanvasElement,
  strokes: readonly Stroke[],
): Promise<void> {
  const placed = await place(explorer, canvas, false, strokes);
  if (placed) explorer.change({ z: placed.posterior.mean.slice() });
}

/** Null if a later image superseded this one. */
async function place(
  explorer: Explorer,
  canvas: Canvas,
  invert: boolean,
  strokes: readonly Stroke[],
): Promise<Placed | null> {
  const { height, width, channels } = explorer.folder.image;
  const pixels = channels === 1 ? centredGrey(canvas, width, height, invert) : covered(canvas, width, height, channels);
  const posterior = await explorer.placing.find(pixels);
  if (!posterior) return null;
  const placed = { pixels, posterior, strokes };
  explorer.setPlaced(placed);
  return placed;
}

type Canvas = OffscreenCanvas | HTMLCanvasElement;

function read(canvas: Canvas): Uint8ClampedArray {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

function centredGrey(canvas: Canvas, width: number, height: number, invert: boolean): Uint8Array<ArrayBuffer> {
  const rgba = read(canvas);
  const bytes = new Uint8Array(canvas.width * canvas.height);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Math.round(0.299 * rgba[4 * i]! + 0.587 * rgba[4 * i + 1]! + 0.114 * rgba[4 * i + 2]!);
  if (invert && rim(bytes, canvas.width, canvas.height) > 127) bytes.forEach((value, i) => (bytes[i] = 255 - value));
  return centred({ width: canvas.width, height: canvas.height, bytes }, width, height).bytes;
}

/** The mean brightness along a picture's border. */
function rim(bytes: Uint8Array, width: number, height: number): number {
  let sum = 0;
  let n = 0;
  for (let i = 0; i < bytes.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x && y && x < width - 1 && y < height - 1) continue;
    sum += bytes[i]!;
    n++;
  }
  return sum / n;
}

/** The largest centred part of a picture with the model's aspect ratio. */
function covered(canvas: Canvas, width: number, height: number, channels: number): Uint8Array<ArrayBuffer> {
  const scale = Math.max(width / canvas.width, height / canvas.height);
  const into = new OffscreenCanvas(width, height);
  const context = into.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(
    canvas,
    (width - canvas.width * scale) / 2,
    (height - canvas.height * scale) / 2,
    canvas.width * scale,
    canvas.height * scale,
  );
  const rgba = read(into);
  return Uint8Array.from(
    { length: width * height * channels },
    (_, i) => rgba[4 * Math.floor(i / channels) + Math.min(3, i % channels)]!,
  );
}
