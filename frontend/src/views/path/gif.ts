import { applyPalette, GIFEncoder, quantize } from 'gifenc';
import type { Frames, Saved } from './frames';

/** The shortest frame duration that browsers respect in a GIF, in milliseconds. */
const SHORTEST = 20;

/** An animated GIF that loops. `done` receives the progress. */
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
    // lets the page respond in between
    await new Promise((resolve) => setTimeout(resolve));
    done((i + 1) / count);
  }
  encoder.finish();
  return { bytes: encoder.bytes().slice(), ending: 'gif', type: 'image/gif' };
}
