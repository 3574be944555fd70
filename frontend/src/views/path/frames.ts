import type { Explorer } from '../../state/explorer.svelte';
import type { Vector } from '../../math/vector';
import { LANES } from '../../state/lanes';
import { rows } from '../decode';
import { pixels } from '../pictures';

/** A decoded walk: its frames at the size in which they are saved. */
export interface Frames {
  width: number;
  height: number;
  /** Draws frame i on a canvas of that size, the same canvas for all. */
  draw: (i: number) => OffscreenCanvas;
  count: number;
  /** Duration in seconds, from the first frame to the end of the last. */
  seconds: number;
}

/** A file that is ready to save. */
export interface Saved {
  bytes: Uint8Array<ArrayBuffer> | Blob;
  ending: string;
  type: string;
}

/** Small images are enlarged by an integer factor to about this shorter side, but no farther than this longer one. */
const SIDE = 336;
const LONGEST = 2048;
/** Frames per decoding request. */
const BATCH = 64;

/** Decodes a walk's points. `done` receives the progress. */
export async function frames(
  explorer: Explorer,
  points: readonly Vector[],
  seconds: number,
  done: (share: number) => void,
): Promise<Frames> {
  const { height, width } = explorer.folder.image;
  const pictures: ImageData[] = [];
  while (pictures.length < points.length) {
    const batch = points.slice(pictures.length, pictures.length + BATCH);
    const images = await explorer.model.decode(LANES.path, rows(batch), batch.length);
    if (!images) throw new Error('another export was started.');
    for (let i = 0; i < images.n; i++) pictures.push(pixels(images, i));
    images.release();
    done(pictures.length / points.length);
  }
  const scale = Math.max(
    1,
    Math.min(Math.round(SIDE / Math.min(height, width)), Math.floor(LONGEST / Math.max(height, width))),
  );
  const small = new OffscreenCanvas(width, height);
  const canvas = new OffscreenCanvas(width * scale, height * scale);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingEnabled = explorer.view.smooth;
  context.imageSmoothingQuality = 'high';
  return {
    width: canvas.width,
    height: canvas.height,
    count: pictures.length,
    seconds,
    draw: (i) => {
      small.getContext('2d')!.putImageData(pictures[i]!, 0, 0);
      context.drawImage(small, 0, 0, canvas.width, canvas.height);
      return canvas;
    },
  };
}
