import { inked } from '../../../columns/palette';
import type { Box, Context } from '../../../outputs/output';
import type { Chart } from '../chart.svelte';
import { toPixels } from '../frame';
import { apart } from '../labels';
import { cut, inField, INK } from './field';

/** Draws the path and the ring. */
export function drawPath(context: Context, chart: Chart, field: Box, onBlack: boolean): void {
  const { frame, size, path, here } = chart;
  const within = ([x, y]: readonly [number, number]): [number, number] => inField(frame, size, field, x, y);
  const isInside = ([x, y]: readonly [number, number]): boolean =>
    x >= field.left && y >= field.top && x <= field.left + field.width && y <= field.top + field.height;
  context.strokeStyle = onBlack ? '#ffffff' : INK;
  context.lineJoin = 'round';
  context.lineWidth = 1.5;
  context.beginPath();
  let wasInside = false;
  for (const place of path.map(within)) {
    if (isInside(place)) context[wasInside ? 'lineTo' : 'moveTo'](...place);
    wasInside = isInside(place);
  }
  context.stroke();
  const ring = here && within(here);
  if (ring && isInside(ring)) {
    context.lineWidth = 2;
    context.beginPath();
    context.arc(...ring, 7, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** Draws the names of the classes, or of the column's categories, where these are. */
export function drawNames(context: Context, { clusters, frame, size }: Chart, field: Box, onBlack: boolean): void {
  const labels = clusters.map(({ name, middle, colour }) => {
    const [x, y] = toPixels(frame, size, ...middle);
    return { name: cut(name), colour, x, y, width: 7 * cut(name).length + 10, height: 18 };
  });
  context.font = 'bold 12px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { name, colour, x, y, width, height } of apart(labels)) {
    if (x < 0 || y < 0 || x > size.width || y > size.height) continue;
    context.fillStyle = onBlack ? '#000000' : '#ffffff';
    context.globalAlpha = 0.85;
    context.fillRect(field.left + x - width / 2, field.top + y - height / 2, width, height);
    context.globalAlpha = 1;
    context.fillStyle = onBlack ? colour : inked(colour);
    context.fillText(name, field.left + x, field.top + y);
  }
}
