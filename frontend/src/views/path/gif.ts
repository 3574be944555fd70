import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { Frames, Saved } from './frames';

/** Browsers show a GIF's frames at least this long, in milliseconds. */
const SHORTEST = 20;

/** An animated GIF that repeats for ever. `done` hears what share is encoded. */
export async function gif(
  { width, height, count, seconds, draw }: Frames,
  done: (share: number) => void,
): Promise<Saved> {
  const encoder = GIFEncoder();
  const delay = Math.max(SHORTEST, Math.round((1000 * seconds) / count));
  for (let i = 0; i < count; i++) {
    const { data } = draw(i).getContext('2d')!.getImageData(0, 0, width, height);
    const palette = quantize(data, 256);
    encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay, repeat: 0 });
    // the page goes on meanwhile
    await new Promise((resolve) => setTimeout(resolve));
    done((i + 1) / count);
  }
  encoder.finish();
  return { bytes: encoder.bytes().slice(), ending: 'gif', type: 'image/gif' };
}
