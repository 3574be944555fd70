import { short, type Box, type Context } from '../../../outputs/output';
import { css } from '../../../outputs/palette';
import type { Chart } from '../chart.svelte';
import { contoursOf, SIDE } from '../fields/contours';
import { linesAt } from '../fields/boundaries';
import type { Fields, Shown } from '../fields/fields.svelte';
import { KINDS, unitOf } from '../fields/kinds';
import { colours, pixelsOf } from '../fields/picture';
import type { Extent } from '../frame';
import { FONT, inField, INK, MARGIN } from './field';

/** How bright a field is under points, as on the page. */
const UNDER = 0.6;
/** The opacity of ellipses that are drawn smaller than they are. */
const FAINT = 0.5;
/** The sides of the polygon that is an ellipse. */
const CORNERS = 48;
/** The sides of the scale. */
const [WIDE, HIGH, STEPS] = [150, 10, 50];

/** Draws the colours of a field, and where its class changes, on black. */
export function drawField(context: Context, chart: Chart, shown: Shown, field: Box): void {
  const { extent, side, verdict, trust } = shown;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = side;
  canvas.getContext('2d')!.putImageData(pixelsOf(shown), 0, 0);
  const [left, top] = placed(chart, field, extent.left, extent.top);
  const [right, bottom] = placed(chart, field, extent.right, extent.bottom);
  context.fillStyle = '#000000';
  context.fillRect(field.left, field.top, field.width, field.height);
  context.globalAlpha = chart.layers === 'images' ? 1 : UNDER;
  context.imageSmoothingEnabled = true;
  context.drawImage(canvas, left, top, right - left, bottom - top);
  context.globalAlpha = 1;
  if (verdict) drawLines(context, chart, field, linesAt(verdict, side, trust), extent, side, '#ffffff');
}

/** Draws the ellipses of equal change and the contours of the data, if the map shows them. */
export function drawOver(context: Context, chart: Chart, fields: Fields, field: Box, onBlack: boolean): void {
  const colour = onBlack ? '#ffffff' : INK;
  context.strokeStyle = colour;
  context.lineWidth = 1;
  const scale = chart.width / chart.frame.span;
  for (const { place, major, minor, angle, isShrunk } of fields.ellipses?.all ?? []) {
    const [x, y] = placed(chart, field, ...place);
    context.beginPath();
    for (let i = 0; i <= CORNERS; i++) {
      const turn = (2 * Math.PI * i) / CORNERS;
      const [along, across] = [scale * major * Math.cos(turn), scale * minor * Math.sin(turn)];
      const to = [
        x + along * Math.cos(angle) - across * Math.sin(angle),
        y - along * Math.sin(angle) - across * Math.cos(angle),
      ] as const;
      if (i) context.lineTo(...to);
      else context.moveTo(...to);
    }
    context.globalAlpha = isShrunk ? FAINT : 1;
    context.stroke();
  }
  context.globalAlpha = 1;
  const lines = chart.explorer.view.contours ? contoursOf(chart) : null;
  if (lines) drawLines(context, chart, field, lines.path, lines.box, SIDE, colour);
}

/** Draws the scale of a field below the map, and what the ellipses mean. */
export function drawScale(context: Context, fields: Fields, shown: Shown | null, field: Box): void {
  const { explorer } = fields.chart;
  const top = field.top + field.height + MARGIN.bottom + 6;
  context.font = FONT;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let left = field.left;
  const write = (text: string): void => {
    context.fillStyle = INK;
    context.fillText(text, left, top);
    left += 7 * text.length + 12;
  };
  if (shown) {
    write(KINDS[shown.field].name);
    if (shown.verdict) write('darker where unsure');
    else {
      write(short(shown.scale.low));
      const ramp = colours();
      for (let i = 0; i < STEPS; i++) {
        context.fillStyle = css(ramp[Math.floor((i * (ramp.length - 1)) / (STEPS - 1))]!);
        context.fillRect(left + (i * WIDE) / STEPS, top - HIGH / 2, WIDE / STEPS + 0.3, HIGH);
      }
      left += WIDE + 12;
      write(short(shown.scale.high));
      write(`${unitOf(shown.field, explorer)}${shown.scale.isLog ? ', logarithmic' : ''}`);
    }
  }
  if (fields.ellipses?.all.length)
    write(`ellipses: a change of ${short(fields.ellipses.change)} in sample values, smaller if faint`);
}

function placed({ frame, size }: Chart, field: Box, x: number, y: number): [number, number] {
  return inField(frame, size, field, x, y);
}

/** Draws a path of lines in units of the cells of a box, which has `side` by `side`. */
function drawLines(
  context: Context,
  chart: Chart,
  field: Box,
  path: string,
  box: Extent,
  side: number,
  colour: string,
): void {
  const [left, top] = placed(chart, field, box.left, box.top);
  const [right, bottom] = placed(chart, field, box.right, box.bottom);
  context.strokeStyle = colour;
  context.lineWidth = 1;
  context.lineJoin = 'round';
  context.beginPath();
  for (const [, step, x, y] of path.matchAll(/([MLZ])(?:([-.\de]+)[ ,]([-.\de]+))?/g)) {
    if (step === 'Z') {
      context.closePath();
      continue;
    }
    const to = [left + (Number(x) / side) * (right - left), top + (Number(y) / side) * (bottom - top)] as const;
    if (step === 'M') context.moveTo(...to);
    else context.lineTo(...to);
  }
  context.stroke();
}
