import { colourOf, inked } from '../../../columns/palette';
import type { Box, Context } from '../../../outputs/output';
import type { Chart } from '../chart.svelte';
import { cut, FONT, INK, MARGIN } from './field';

/** The most entries of a legend. */
const ENTRIES = 24;

/** The names and colours of what is on the map. */
export function entriesOf({ layers, paint, classes, explorer }: Chart): { name: string; colour: string }[] {
  if (layers === 'images') return [];
  if (paint) return paint.entries.map(({ name, colour }) => ({ name, colour }));
  const { filtered } = explorer.view;
  return classes
    .filter(({ label }) => label >= 0 && !filtered.includes(label))
    .map(({ label, name }) => ({ name, colour: colourOf(label) }));
}

/** Draws what the colours of the points are. */
export function drawLegend(
  context: Context,
  { paint, layers }: Chart,
  entries: readonly { name: string; colour: string }[],
  field: Box,
  onBlack: boolean,
): void {
  const left = field.left + field.width + MARGIN.right + 4;
  const inks = (hex: string): string => (onBlack ? hex : inked(hex));
  context.font = FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let top = field.top + 8;
  const write = (text: string, x: number): void => {
    context.fillStyle = INK;
    context.fillText(cut(text), x, top);
    top += 18;
  };
  if (paint && layers !== 'images') write(paint.column.name, left);
  if (paint?.scale && layers !== 'images') {
    const height = Math.min(160, field.height / 2);
    // the last colour is that of missing values
    const colours = paint.colours.slice(0, -1);
    colours.forEach((colour, i) => {
      context.fillStyle = inks(colour);
      const step = height / colours.length;
      context.fillRect(left, top + height - (i + 1) * step, 12, step + 0.2);
    });
    const { low, high, below, above } = paint.scale;
    const end = (value: number): string => paint.column.measure(paint.column.rounded(value));
    context.fillStyle = INK;
    context.fillText(`${above ? '≥ ' : ''}${end(high)}`, left + 18, top + 6);
    context.fillText(`${below ? '≤ ' : ''}${end(low)}`, left + 18, top + height - 6);
  }
  for (const { name, colour } of entries.slice(0, ENTRIES)) {
    context.fillStyle = inks(colour);
    context.beginPath();
    context.arc(left + 5, top, 4, 0, 2 * Math.PI);
    context.fill();
    write(name, left + 15);
  }
  if (entries.length > ENTRIES) write(`and ${entries.length - ENTRIES} more`, left + 15);
}
