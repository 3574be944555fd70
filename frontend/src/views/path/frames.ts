import { rows, type Vector } from '../../math/vector';
import type { Numbers, Output, Sides } from '../../outputs/output';
import type { Explorer } from '../../state/explorer.svelte';
import { LANES } from '../../state/lanes';
import { copied } from '../pictures';

/** A decoded walk: its frames at the size in which they are saved. */
export interface Frames {
  width: number;
  height: number;
  /** Draws frame i on a canvas of that size, the same canvas for all. */
  draw: (i: number) => OffscreenCanvas;
  count: number;
  output: Output;
  samples: readonly Numbers[];
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
  const { output } = explorer;
  const samples: Numbers[] = [];
  while (samples.length < points.length) {
    const batch = points.slice(samples.length, samples.length + BATCH);
    const decoded = await explorer.model.decode(LANES.path, rows(batch), batch.length);
    if (!decoded) throw new Error('another export was started.');
    for (let i = 0; i < decoded.n; i++) samples.push(copied(decoded, i, output));
    decoded.release();
    done(samples.length / points.length);
  }
  const { width, height } = enlarged(output.sides);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.imageSmoothingEnabled = explorer.view.smooth;
  context.imageSmoothingQuality = 'high';
  const own = output.fixed ? new OffscreenCanvas(output.sides.width, output.sides.height) : canvas;
  const pen = own === canvas ? context : own.getContext('2d')!;
  const box = { left: 0, top: 0, width: own.width, height: own.height };
  return {
    width,
    height,
    count: samples.length,
    output,
    samples,
    seconds,
    draw: (i) => {
      output.draw(pen, samples[i]!, 0, box);
      if (own !== canvas) context.drawImage(own, 0, 0, width, height);
      return canvas;
    },
  };
}

function enlarged({ width, height }: Sides): Sides {
  const scale = Math.max(
    1,
    Math.min(Math.round(SIDE / Math.min(height, width)), Math.floor(LONGEST / Math.max(height, width))),
  );
  return { width: width * scale, height: height * scale };
}
