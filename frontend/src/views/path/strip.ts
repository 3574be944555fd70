import type { Frames, Saved } from './frames';

/** The largest side of a canvas that all browsers support. */
const LARGEST = 16_384;

/** All frames in one picture, in rows from left to right. */
export async function strip({ width, height, count, draw }: Frames, done: (share: number) => void): Promise<Saved> {
  const columns = Math.min(count, Math.max(1, Math.floor(LARGEST / width)));
  const rows = Math.ceil(count / columns);
  const scale = Math.min(1, LARGEST / (rows * height));
  const canvas = new OffscreenCanvas(Math.round(columns * width * scale), Math.round(rows * height * scale));
  const context = canvas.getContext('2d')!;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < count; i++) {
    context.drawImage(
      draw(i),
      (i % columns) * width * scale,
      Math.floor(i / columns) * height * scale,
      width * scale,
      height * scale,
    );
  }
  done(1);
  return { bytes: await canvas.convertToBlob({ type: 'image/png' }), ending: 'png', type: 'image/png' };
}
