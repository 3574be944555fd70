import type { Vector } from './math/vector';
import type { Opening } from './sources/source';
import { LANES } from './state/lanes';
import { FIRST_IMAGE, draw } from './views/pictures';

/** The image at a point, the origin without one, goes before all else: it is shown before the page itself is even read. */
export async function first(canvas: HTMLCanvasElement, opening: Promise<Opening>, point?: Vector): Promise<void> {
  const { folder, model } = await opening;
  const z = point?.length === folder.latentDim ? point : new Float32Array(folder.latentDim);
  const images = await (await model).decode(LANES.image, z, 1);
  if (!images) return;
  draw(canvas, images);
  performance.mark(FIRST_IMAGE);
}
