import type { Named } from '../../../src/training/reading/sources';

/** Draws a picture of a size. */
export async function png(
  width: number,
  height: number,
  draw: (context: OffscreenCanvasRenderingContext2D) => void,
): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  draw(canvas.getContext('2d')!);
  return canvas.convertToBlob();
}

/** A grey bar at a place that depends on the number. */
export function bar(i: number, width = 28, height = width): Promise<Blob> {
  return png(width, height, (context) => {
    context.fillStyle = 'black';
    context.fillRect(0, 0, width, height);
    context.fillStyle = 'white';
    if (i % 2) context.fillRect((i * 3) % width, 0, 3, height);
    else context.fillRect(0, (i * 3) % height, width, 3);
  });
}

/** Pictures of bars in two folders. */
export async function bars(count: number, width?: number, height?: number): Promise<Named[]> {
  const pictures = await Promise.all(Array.from({ length: count }, (_, i) => bar(i, width, height)));
  return pictures.map((file, i) => ({ path: `bars/${i % 2 ? 'columns' : 'rows'}/${i}.png`, file }));
}
