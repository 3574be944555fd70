import { centred } from '../math/centring';
import { groundOf, lumaOf, MIDDLE } from '../math/ground';
import type { Explorer } from '../state/explorer.svelte';
import type { Placed, Stroke } from '../state/placed';
import { controls } from './conditions/late';

/** The border of a drawing on plain ground varies by less than this; that of a photograph by more. */
const PLAIN = 24;

/**
 * Encodes a dropped or chosen picture and moves there. Transparent pictures are laid on white or black, whichever
 * shows them. A picture of the model's size is used as it is. Others are scaled: a drawing for a grey model like
 * MNIST's digits, all others so that they fill the image.
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
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  // what has alpha is used as it is
  const ground = explorer.output.shape[2]! % 2 ? groundOf(read(canvas)) : undefined;
  context.globalCompositeOperation = 'destination-over';
  context.fillStyle = ground ?? 'black';
  if (ground !== undefined) context.fillRect(0, 0, canvas.width, canvas.height);
  const placed = await place(explorer, canvas, true, []);
  if (!placed) return;
  const says = [
    ground && `The picture is transparent; it was laid on ${ground}, which shows its ink.`,
    placed.given && (await controls()).placedWords(explorer, placed.given),
  ].filter(Boolean);
  if (says.length) explorer.say(says.join(' '));
  explorer.moveTo(placed.posterior.mean.slice());
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

/** Null if a later image superseded this one. `foreign` pictures were not drawn here. */
async function place(
  explorer: Explorer,
  canvas: Canvas,
  foreign: boolean,
  strokes: readonly Stroke[],
): Promise<Placed | null> {
  const [height, width, channels] = explorer.output.shape as [number, number, number];
  const pixels = channels === 1 ? grey(canvas, width, height, foreign) : covered(canvas, width, height, channels);
  const given = explorer.placing.conditional ? explorer.given : undefined;
  const posterior = await explorer.placing.find(pixels);
  if (!posterior) return null;
  const placed = { sample: pixels, posterior, strokes, given };
  explorer.setPlaced(placed);
  return placed;
}

type Canvas = OffscreenCanvas | HTMLCanvasElement;

function read(canvas: Canvas): Uint8ClampedArray {
  const context = canvas.getContext('2d') as CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
}

/** A grey image of a size. Drawings are bright on black for it, and centred as MNIST's digits are. */
function grey(canvas: Canvas, width: number, height: number, foreign: boolean): Uint8Array<ArrayBuffer> {
  const rgba = read(canvas);
  const bytes = Uint8Array.from({ length: canvas.width * canvas.height }, (_, i) => Math.round(lumaOf(rgba, 4 * i)));
  if (foreign && canvas.width === width && canvas.height === height) return bytes;
  const rim = rimOf(bytes, canvas.width, canvas.height);
  if (foreign && rim.spread > PLAIN) return covered(canvas, width, height, 1);
  if (foreign && rim.mean > MIDDLE) bytes.forEach((value, i) => (bytes[i] = 255 - value));
  return centred({ width: canvas.width, height: canvas.height, bytes }, width, height).bytes;
}

/** The mean and the standard deviation of the brightness along a picture's border. */
function rimOf(bytes: Uint8Array, width: number, height: number): { mean: number; spread: number } {
  let [n, sum, squares] = [0, 0, 0];
  bytes.forEach((value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    if (x && y && x < width - 1 && y < height - 1) return;
    n++;
    sum += value;
    squares += value * value;
  });
  const mean = sum / n;
  return { mean, spread: Math.sqrt(Math.max(0, squares / n - mean * mean)) };
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
  return Uint8Array.from({ length: width * height * channels }, (_, i) => {
    const [at, part] = [4 * Math.floor(i / channels), i % channels];
    return channels < 3 && !part ? Math.round(lumaOf(rgba, at)) : rgba[at + (channels < 3 ? 3 : part)]!;
  });
}
