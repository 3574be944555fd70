import type { Figure } from '../../../figures/figure';
import type { Box, Context } from '../../../outputs/output';
import type { Chart } from '../chart.svelte';
import type { Fields } from '../fields/fields.svelte';
import type { Size } from '../frame';
import { drawAxes } from './axes';
import { MARGIN } from './field';
import { drawField, drawOver, drawScale } from './fields';
import { drawLegend, entriesOf } from './legend';
import { drawNames, drawPath } from './marks';
import { drawPoints } from './points';
import { drawTiles, tilesOf } from './tiles';

/** The width of the legend. */
const LEGEND = 190;

/** The height of the scale of a field. */
const SCALE = 24;

/** Decodes what the map shows and makes a figure of it: axes, tiles or a field, points, names, path and legends. */
export async function mapFigure(chart: Chart, fields: Fields | null): Promise<Figure> {
  const { explorer, size } = chart;
  const shown = fields?.field && !fields.fault ? fields.shown : null;
  const tiles = shown ? null : await tilesOf(chart);
  const entries = entriesOf(chart);
  const hasLegend = entries.length > 0 || chart.paint?.scale;
  const sides = {
    width: MARGIN.left + size.width + MARGIN.right + (hasLegend ? LEGEND : 0),
    height: MARGIN.top + size.height + MARGIN.bottom + (shown || fields?.ellipses ? SCALE : 0),
  };
  const field = { left: MARGIN.left, top: MARGIN.top, ...size };
  // pictures of pixels stay as they are, so what lies on them stays, too
  const onBlack = Boolean(shown ?? tiles?.output.fixed);
  const draw = (context: Context): void => {
    if (shown) drawField(context, chart, shown, field);
    if (tiles) drawTiles(context, chart, tiles, field);
    if (chart.layers !== 'images') drawPoints(context, chart, field, onBlack);
    if (fields) drawOver(context, chart, fields, field, onBlack);
    cover(context, sides, field);
    drawPath(context, chart, field, onBlack);
    if (chart.layers !== 'images') drawNames(context, chart, field, onBlack);
    if (chart.slice) drawAxes(context, chart, field);
    drawLegend(context, chart, entries, field, onBlack);
    if (fields) drawScale(context, fields, shown, field);
  };
  return { sides, draw, title: `${explorer.folder.name}: map` };
}

/** Hides what reaches over the edges of the field. */
function cover(context: Context, { width, height }: Size, field: Box): void {
  const [right, bottom] = [field.left + field.width, field.top + field.height];
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, field.top);
  context.fillRect(0, bottom, width, height - bottom);
  context.fillRect(0, field.top, field.left, field.height);
  context.fillRect(right, field.top, width - right, field.height);
}
