import type { Figure } from '../../figures/figure';
import { colourOf, inked } from '../../columns/palette';
import { moved } from '../../math/slice';
import type { Box, Context, Numbers, Output } from '../../outputs/output';
import { ticks } from '../../outputs/ticks';
import { LANES } from '../../state/lanes';
import type { Chart } from './chart.svelte';
import { extentOf, toPixels, type Frame, type Size } from './frame';
import { apart } from './labels';
import { countOf, coverOf, tilePoints, type Lattice } from './lattice';
import { underOf } from './under';

/** The space around the field, beside which there may be a legend. */
const MARGIN = { left: 52, right: 12, top: 26, bottom: 44 };
const LEGEND = 190;
/** Pixels between the numbers of an axis, at least. */
const APART = 64;
const FONT = '12px sans-serif';
const INK = '#222220';
/** Visible points that are vectors; more are one picture, with so many pixels for each of the figure. */
const MOST_VECTORS = 20_000;
const SHARP = 3;
/** How much of plots a veil hides where points lie over them. */
const VEIL = 0.65;
/** Plots that can be trusted less are left out. */
const FAINTEST = 0.5;
/** Entries of the legend, and the most characters of a name. */
const [ENTRIES, LONGEST] = [24, 24];

interface Tiles {
  lattice: Lattice;
  /** How far each can be trusted, from 0 to 1; null on a plane. */
  trust: Float32Array | null;
  samples: Numbers;
  output: Output;
}

/** Decodes what the map shows and makes a figure of it: axes, tiles, points, names, path and legend. */
export async function mapFigure(chart: Chart): Promise<Figure> {
  const { explorer, size } = chart;
  const tiles = await tilesOf(chart);
  const entries = entriesOf(chart);
  const hasLegend = entries.length > 0 || chart.paint?.scale;
  const sides = {
    width: MARGIN.left + size.width + MARGIN.right + (hasLegend ? LEGEND : 0),
    height: MARGIN.top + size.height + MARGIN.bottom,
  };
  const field = { left: MARGIN.left, top: MARGIN.top, ...size };
  // pictures of pixels stay as they are, so what lies on them stays, too
  const onBlack = Boolean(tiles?.output.fixed);
  const draw = (context: Context): void => {
    if (tiles) drawTiles(context, chart, tiles, field);
    if (chart.layers !== 'images') drawPoints(context, chart, field, onBlack);
    cover(context, sides, field);
    drawPath(context, chart, field, onBlack);
    if (chart.layers !== 'images') drawNames(context, chart, field, onBlack);
    if (chart.slice) drawAxes(context, chart, field);
    drawLegend(context, chart, entries, field, onBlack);
  };
  return { sides, draw, title: `${explorer.folder.name}: map` };
}

async function tilesOf(chart: Chart): Promise<Tiles | null> {
  const { explorer, slice, layout, lattice, layers } = chart;
  if (!chart.decodes || layers === 'points') return null;
  const { output } = explorer;
  const under = slice ? null : underOf(layout!, lattice);
  const points = under?.points ?? tilePoints(lattice, slice!, moved(slice!, explorer.view.z, 0, 0));
  const { columns, rows } = countOf(lattice);
  const decoded = await explorer.model.decode(LANES.figure, points, columns * rows);
  if (!decoded) throw new Error('another figure was begun.');
  const samples = decoded.numbers.slice();
  decoded.release();
  return { lattice, trust: under?.trust ?? null, samples, output };
}

function drawTiles(context: Context, { frame, size, tiles: opacity }: Chart, tiles: Tiles, field: Box): void {
  const { lattice, trust, samples, output } = tiles;
  const { columns, rows } = countOf(lattice);
  const extent = coverOf(lattice);
  const [left, top] = inField(frame, size, field, extent.left, extent.top);
  const [right, bottom] = inField(frame, size, field, extent.right, extent.bottom);
  const cell = { width: (right - left) / columns, height: (bottom - top) / rows };
  if (output.fixed) {
    context.fillStyle = '#000000';
    context.fillRect(field.left, field.top, field.width, field.height);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [columns * output.sides.width, rows * output.sides.height];
    const all = Array.from({ length: columns * rows }, (_, i) => i);
    const pen = canvas.getContext('2d')!;
    output.drawAll(pen, samples, all, columns, output.sides);
    if (trust) fade(pen, trust, columns, output.sides);
    context.globalAlpha = opacity;
    context.imageSmoothingEnabled = false;
    context.drawImage(canvas, left, top, right - left, bottom - top);
    context.globalAlpha = 1;
  } else
    for (let i = 0; i < columns * rows; i++) {
      if (trust && trust[i]! < FAINTEST) continue;
      const box = { left: left + (i % columns) * cell.width, top: top + Math.floor(i / columns) * cell.height };
      output.draw(context, samples, i * output.size, { ...box, ...cell });
    }
  if (!output.fixed && opacity < 1) {
    // plots have no opacity of their own
    context.fillStyle = '#ffffff';
    context.globalAlpha = VEIL;
    context.fillRect(field.left, field.top, field.width, field.height);
    context.globalAlpha = 1;
  }
}

/** Covers tiles with black where the data is far away. */
function fade(pen: CanvasRenderingContext2D, trust: Float32Array, columns: number, { width, height }: Size): void {
  pen.fillStyle = '#000';
  trust.forEach((one, i) => {
    pen.globalAlpha = 1 - one;
    pen.fillRect((i % columns) * width, Math.floor(i / columns) * height, width, height);
  });
}

function drawPoints(context: Context, chart: Chart, field: Box, onBlack: boolean): void {
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

/** Hides what reaches over the edges of the field. */
function cover(context: Context, { width, height }: Size, field: Box): void {
  const [right, bottom] = [field.left + field.width, field.top + field.height];
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, field.top);
  context.fillRect(0, bottom, width, height - bottom);
  context.fillRect(0, field.top, field.left, field.height);
  context.fillRect(right, field.top, width - right, field.height);
}

function drawPath(context: Context, chart: Chart, field: Box, onBlack: boolean): void {
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

function drawNames(context: Context, { clusters, frame, size }: Chart, field: Box, onBlack: boolean): void {
  const labels = clusters.map(({ name, middle, label }) => {
    const [x, y] = toPixels(frame, size, ...middle);
    return { name: cut(name), label, x, y, width: 7 * cut(name).length + 10, height: 18 };
  });
  context.font = 'bold 12px sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (const { name, label, x, y, width, height } of apart(labels)) {
    if (x < 0 || y < 0 || x > size.width || y > size.height) continue;
    context.fillStyle = onBlack ? '#000000' : '#ffffff';
    context.globalAlpha = 0.85;
    context.fillRect(field.left + x - width / 2, field.top + y - height / 2, width, height);
    context.globalAlpha = 1;
    context.fillStyle = onBlack ? colourOf(label) : inked(colourOf(label));
    context.fillText(name, field.left + x, field.top + y);
  }
}

function drawAxes(context: Context, { frame, size, names }: Chart, field: Box): void {
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

/** The names and colours of what is on the map. */
function entriesOf({ layers, paint, classes, explorer }: Chart): { name: string; colour: string }[] {
  if (layers === 'images') return [];
  if (paint) return paint.entries.map(({ name, colour }) => ({ name, colour }));
  const { filtered } = explorer.view;
  return classes
    .filter(({ label }) => label >= 0 && !filtered.includes(label))
    .map(({ label, name }) => ({ name, colour: colourOf(label) }));
}

function drawLegend(
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

function inField(frame: Frame, size: Size, field: Box, x: number, y: number): [number, number] {
  const [across, down] = toPixels(frame, size, x, y);
  return [field.left + across, field.top + down];
}

function cut(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
