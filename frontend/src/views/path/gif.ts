import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { Frames, Saved } from './frames';

/** Browsers show a GIF's frames at least this long, in milliseconds. */
const SHORTEST = 20;

/** An animated GIF that repeats for ever. */
export function gif({ width, height, count, seconds, draw }: Frames): Saved {
  const encoder = GIFEncoder();
  const delay = Math.max(SHORTEST, Math.round((1000 * seconds) / count));
  for (let i = 0; i < count; i++) {
    const { data } = draw(i).getContext('2d')!.getImageData(0, 0, width, height);
    const palette = quantize(data, 256);
    encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay, repeat: 0 });
  }
  encoder.finish();
  return { bytes: encoder.bytes().slice(), ending: 'gif', type: 'image/gif' };
}
