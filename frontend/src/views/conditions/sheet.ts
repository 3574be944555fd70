import { isInk, outlines } from '../../figures/outlines';
import type { Figure } from '../../figures/figure';
import { rows, type Vector } from '../../math/vector';
import type { Box, Context, Numbers, Output } from '../../outputs/output';
import { copies } from '../../sources/copies';
import type { Explorer } from '../../state/explorer.svelte';
import { LANES } from '../../state/lanes';
import { shortened } from '../../state/names';
import { enclosed } from '../shape';

/** The longer side of a sample in pixels, the height of its name, the space between samples, and the margin. */
const [SIDE, NAME, GAP, MARGIN] = [72, 14, 10, 28];
/** The height of the title with the line below it. */
const HEAD = 52;
/** A sheet is wider than high by this factor. */
const WIDER = 1.2;
const [INK, QUIET] = ['#222220', '#6b6a65'];

/**
 * A figure of the samples at given rows with their names below. Letters and other ink in grey pictures are drawn as
 * outlines, other pictures by their pixels.
 */
export async function sheetFigure(
  explorer: Explorer,
  name: string,
  all: readonly { name: string; row: Vector }[],
): Promise<Figure> {
  const { output, folder } = explorer;
  const samples = await copies(explorer.model, LANES.figure)(rows(all.map(({ row }) => row)), all.length);
  if (!samples) throw new Error('another figure was begun.');
  const { width, height } = enclosed(output.sides, SIDE);
  const columns = Math.max(1, Math.min(all.length, Math.round(Math.sqrt(all.length * WIDER * (height / width)))));
  const drawOne = output.kind === 'image' && output.shape[2] === 1 && isInk(samples) ? drawInk : drawSample;
  const sides = {
    width: 2 * MARGIN - GAP + columns * (width + GAP),
    height: MARGIN + HEAD + Math.ceil(all.length / columns) * (height + NAME + GAP) + MARGIN - GAP,
  };
  const draw = (context: Context): void => {
    const lengthOf = measuredBy(context);
    const line = (text: string, font: string, colour: string, top: number): void => {
      context.font = font;
      context.fillStyle = colour;
      context.fillText(shortened(text, sides.width - 2 * MARGIN, lengthOf), MARGIN, top);
    };
    context.fillStyle = '#ffffff';
    context.fillRect(0, 0, sides.width, sides.height);
    context.textAlign = 'left';
    context.textBaseline = 'alphabetic';
    line(folder.name, 'bold 20px sans-serif', INK, MARGIN + 15);
    const point = Array.from(explorer.view.z, (value) => value.toFixed(2)).join(', ');
    line(`Every ${name} at z = ${point}`, '10px sans-serif', QUIET, MARGIN + 33);
    context.textAlign = 'center';
    context.imageSmoothingEnabled = explorer.view.smooth;
    all.forEach((one, i) => {
      const left = MARGIN + (i % columns) * (width + GAP);
      const top = MARGIN + HEAD + Math.floor(i / columns) * (height + NAME + GAP);
      drawOne(context, output, samples, i * output.size, { left, top, width, height });
      context.font = '9px sans-serif';
      context.fillStyle = QUIET;
      context.fillText(shortened(one.name, width, lengthOf), left + width / 2, top + height + NAME - 3);
    });
  };
  return { sides, draw, title: `${folder.name}: every ${name}` };
}

/** Draws the outlines of what is ink in a picture. */
function drawInk(context: Context, { sides }: Output, samples: Numbers, from: number, box: Box): void {
  context.fillStyle = INK;
  context.beginPath();
  for (const outline of outlines(samples, from, sides)) {
    outline.forEach(([x, y], i) => {
      const place = [box.left + (x * box.width) / sides.width, box.top + (y * box.height) / sides.height] as const;
      if (i) context.lineTo(...place);
      else context.moveTo(...place);
    });
    context.closePath();
  }
  context.fill();
}

/** Draws images by their pixels, at their own size and scaled, and other samples as plots. */
function drawSample(context: Context, output: Output, samples: Numbers, from: number, box: Box): void {
  if (!output.fixed) {
    output.draw(context, samples, from, box);
    return;
  }
  const canvas = document.createElement('canvas');
  canvas.width = output.sides.width;
  canvas.height = output.sides.height;
  output.draw(canvas.getContext('2d')!, samples, from, { left: 0, top: 0, ...output.sides });
  context.drawImage(canvas, box.left, box.top, box.width, box.height);
}

/** What measures texts in a context's font: figures are recorded, and cannot. */
function measuredBy(context: Context): (text: string) => number {
  const ruler = document.createElement('canvas').getContext('2d')!;
  return (text) => {
    ruler.font = context.font;
    return ruler.measureText(text).width;
  };
}
