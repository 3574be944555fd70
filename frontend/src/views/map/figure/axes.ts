import type { Box, Context } from '../../../outputs/output';
import { ticks } from '../../../outputs/ticks';
import type { Chart } from '../chart.svelte';
import { extentOf } from '../frame';
import { cut, FONT, inField, INK } from './field';

/** Pixels between the numbers of an axis, at least. */
const APART = 64;

/** Draws the axes of a plane, with numbers and names. */
export function drawAxes(context: Context, { frame, size, names }: Chart, field: Box): void {
  const { left, right, bottom, top } = extentOf(frame, size);
  const end = field.top + field.height;
  context.font = FONT;
  context.fillStyle = INK;
  context.fillRect(field.left, end, field.width, 1);
  context.fillRect(field.left - 1, field.top, 1, field.height);
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const x of ticks(left, right, field.width / APART)) {
    const [at] = inField(frame, size, field, x, 0);
    context.fillRect(at, end, 1, 4);
    context.fillText(`${x}`, at, end + 17);
  }
  context.fillText(cut(names[0]!), field.left + field.width / 2, end + 35);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const y of ticks(bottom, top, field.height / APART)) {
    const [, at] = inField(frame, size, field, 0, y);
    context.fillRect(field.left - 5, at, 4, 1);
    context.fillText(`${y}`, field.left - 8, at);
  }
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(cut(names[1]!), field.left, field.top - 10);
}
