import { rows, type Vector } from '../../math/vector';
import type { Explorer } from '../../state/explorer.svelte';
import { LANES } from '../../state/lanes';
import { shortened } from '../../state/names';
import { enclosed } from '../shape';

/** The longer side of a sample in pixels, the height of its name, and the space between samples. */
const [SIDE, NAME, GAP] = [112, 20, 8];
/** A sheet is wider than high by this factor. */
const WIDER = 1.6;

/** A picture of samples with their names below, in rows. */
export async function pictureOf(explorer: Explorer, all: readonly { name: string; row: Vector }[]): Promise<Blob> {
  const { output } = explorer;
  const samples = await explorer.model.decode(LANES.path, rows(all.map(({ row }) => row)), all.length);
  if (!samples) throw new Error('the model was asked for something else meanwhile.');
  const { width, height } = enclosed(output.sides, SIDE);
  const columns = Math.max(1, Math.min(all.length, Math.round(Math.sqrt(all.length * WIDER * (height / width)))));
  const canvas = new OffscreenCanvas(
    columns * (width + GAP) + GAP,
    Math.ceil(all.length / columns) * (height + NAME + GAP) + GAP,
  );
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingEnabled = explorer.view.smooth;
  context.font = '13px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  // images are drawn at their own size and scaled
  const sides = output.fixed ? output.sides : { width, height };
  const own = new OffscreenCanvas(sides.width, sides.height);
  const pen = own.getContext('2d')!;
  all.forEach(({ name }, i) => {
    const left = GAP + (i % columns) * (width + GAP);
    const top = GAP + Math.floor(i / columns) * (height + NAME + GAP);
    output.draw(pen, samples.numbers, i * output.size, { left: 0, top: 0, ...sides });
    context.drawImage(own, left, top, width, height);
    context.fillStyle = '#222';
    const text = shortened(name, width, (part) => context.measureText(part).width);
    context.fillText(text, left + width / 2, top + height + NAME / 2);
  });
  samples.release();
  return canvas.convertToBlob({ type: 'image/png' });
}
