import { inked } from '../../../columns/palette';
import type { Box, Context } from '../../../outputs/output';
import type { Chart } from '../chart.svelte';
import { extentOf } from '../frame';
import { inField } from './field';

/** Visible points that are vectors; more are one picture, with so many pixels for each of the figure. */
const MOST_VECTORS = 20_000;
const SHARP = 3;

/** Draws the encoded data. */
export function drawPoints(context: Context, chart: Chart, field: Box, onBlack: boolean): void {
  const { cloud, frame, size, radius } = chart;
  if (!cloud) return;
  const { places, colour, colours } = cloud;
  const extent = extentOf(frame, size);
  const looks = colours.map((one) => {
    if (!one) return null;
    const hex = `#${one
      .slice(0, 3)
      .map((x) =>
        Math.round(255 * x)
          .toString(16)
          .padStart(2, '0'),
      )
      .join('')}`;
    return { fill: onBlack ? hex : inked(hex), opacity: one[3] };
  });
  const visible: number[] = [];
  for (let i = 0; i < colour.length; i++) {
    const [x, y] = [places[2 * i]!, places[2 * i + 1]!];
    if (looks[colour[i]!] && x > extent.left && x < extent.right && y > extent.bottom && y < extent.top)
      visible.push(i);
  }
  const dots = (pen: Context, within: Box): void => {
    for (const i of visible) {
      const { fill, opacity } = looks[colour[i]!]!;
      pen.fillStyle = fill;
      pen.globalAlpha = opacity;
      pen.beginPath();
      pen.arc(...inField(frame, size, within, places[2 * i]!, places[2 * i + 1]!), radius, 0, 2 * Math.PI);
      pen.fill();
    }
    pen.globalAlpha = 1;
  };
  if (visible.length <= MOST_VECTORS) return dots(context, field);
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [SHARP * size.width, SHARP * size.height];
  const pen = canvas.getContext('2d')!;
  pen.scale(SHARP, SHARP);
  dots(pen, { left: 0, top: 0, ...size });
  context.imageSmoothingEnabled = true;
  context.drawImage(canvas, field.left, field.top, field.width, field.height);
}
