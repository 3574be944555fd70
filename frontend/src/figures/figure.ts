import type { Context, Sides } from '../outputs/output';
import type { Form } from './forms';
import { pdf } from './pdf';
import { svg } from './svg';

/** A figure for print: its size in pixels, 96 to the inch, and what draws it on a canvas. */
export interface Figure {
  sides: Sides;
  draw: (context: Context) => void;
  /** The title of the document. */
  title: string;
}

const SVG = 'image/svg+xml';
/** Pixels of a PNG for each pixel of the figure. */
const SHARP = 3;

/** A figure as a file. */
export async function file({ sides, draw, title }: Figure, form: Form): Promise<Blob> {
  if (form === 'PDF') return pdf(sides, draw, title);
  const text = svg(sides, draw);
  return form === 'SVG' ? new Blob([text], { type: SVG }) : png(sides, text);
}

async function png({ width, height }: Sides, text: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:${SVG};charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = SHARP * width;
  canvas.height = SHARP * height;
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large.'))), 'image/png'),
  );
}
