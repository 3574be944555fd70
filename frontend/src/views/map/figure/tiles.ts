import { moved } from '../../../math/slice';
import type { Box, Context, Numbers, Output } from '../../../outputs/output';
import { copies } from '../../../sources/copies';
import { LANES } from '../../../state/lanes';
import type { Chart } from '../chart.svelte';
import type { Size } from '../frame';
import { countOf, coverOf, tilePoints, type Lattice } from '../lattice';
import { underOf } from '../under';
import { inField } from './field';

/** How much of plots a veil hides where points lie over them. */
const VEIL = 0.65;
/** Plots that can be trusted less are left out. */
const FAINTEST = 0.5;

/** The decoded samples under a map. */
export interface Tiles {
  lattice: Lattice;
  /** How far each can be trusted, from 0 to 1; null on a plane. */
  trust: Float32Array | null;
  samples: Numbers;
  output: Output;
}

/** Decodes the tiles of a map; null if it shows none. */
export async function tilesOf(chart: Chart): Promise<Tiles | null> {
  const { explorer, slice, layout, lattice, layers } = chart;
  if (!chart.decodes || layers === 'points') return null;
  const { output } = explorer;
  const under = slice ? null : underOf(layout!, lattice);
  const points = under?.points ?? tilePoints(lattice, slice!, moved(slice!, explorer.view.z, 0, 0));
  const { columns, rows } = countOf(lattice);
  const samples = await copies(explorer.model, LANES.figure)(points, columns * rows);
  if (!samples) throw new Error('another figure was begun.');
  return { lattice, trust: under?.trust ?? null, samples, output };
}

/** Draws pictures of pixels as one picture on black, and plots one by one. */
export function drawTiles(context: Context, { frame, size, tiles: opacity }: Chart, tiles: Tiles, field: Box): void {
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
