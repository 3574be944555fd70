import type { CurveOutput } from './curve';
import type { Box, Context, Numbers } from './output';
import { COLOURS, FAINT, INK } from './plot';
import { ticks } from './ticks';

/** The space around the axes, and pixels between the numbers of an axis, at least. */
const MARGIN = { left: 56, right: 16, top: 28, bottom: 44 };
const [ACROSS, DOWN] = [80, 48];
const FONT = '12px sans-serif';
/** Lines with a name in the legend. */
const NAMED = 8;
/** How far a curve of a ridge plot may reach over the next one, in steps. */
const OVERLAP = 2.5;
/** Lines whose ridge plots fit side by side. */
const BESIDE = 4;

/** Draws a curve between labelled axes. `shown` are the first and the last index. */
export function axes(
  context: Context,
  output: CurveOutput,
  sample: Numbers,
  box: Box,
  shown: readonly [number, number],
): void {
  const { curve } = output;
  const field = inside(box);
  const down = (value: number): number =>
    field.top + field.height - ((value - curve.low) / (curve.high - curve.low)) * field.height;
  context.font = FONT;
  const rows = output.stacked ? [] : ticks(curve.low, curve.high, field.height / DOWN);
  context.fillStyle = FAINT;
  for (const row of rows) context.fillRect(field.left, down(row), field.width, 0.5);
  acrossAxis(context, output, field, shown);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const row of rows) context.fillText(`${row}`, field.left - 6, down(row));
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  if (curve.yLabel) context.fillText(curve.yLabel, field.left, field.top - 10);
  curve.channels.forEach((_, line) => {
    const [own, colour] = [output.fieldOf(line, field), COLOURS[line % COLOURS.length]!];
    output.band(context, sample, 0, line, own, colour, shown);
    output.trace(context, sample, 0, line, own, colour, 1.5, shown);
  });
  if (curve.channels.length > 1) legend(context, output, field);
}

/** Draws the curves of a walk, one behind the other: the first is the lowest. Several lines are side by side. */
export function ridges(context: Context, output: CurveOutput, samples: readonly Numbers[], box: Box): void {
  const lines = Math.min(BESIDE, output.curve.channels.length);
  const width = box.width / lines;
  for (let line = 0; line < lines; line++)
    ridgesOf(context, output, samples, line, { ...box, left: box.left + line * width, width });
}

function ridgesOf(context: Context, output: CurveOutput, samples: readonly Numbers[], line: number, box: Box): void {
  const { curve } = output;
  const field = inside(box);
  const start = line * curve.length;
  const step = field.height / (samples.length - 1 + OVERLAP);
  const height = OVERLAP * step;
  context.font = FONT;
  acrossAxis(context, output, field, [0, curve.length - 1]);
  context.textAlign = 'left';
  const title = [curve.channels[line], curve.yLabel].filter(Boolean).join(', ');
  if (title) context.fillText(title, field.left, field.top - 10);
  const { x } = curve;
  const [low, high] = rangeOf(samples, start, curve.length);
  const scale = field.width / (x.at(-1)! - x[0]! || 1);
  for (let i = samples.length - 1; i >= 0; i--) {
    const base = field.top + field.height - i * step;
    const trace = (): void => {
      context.beginPath();
      for (let k = 0; k < curve.length; k += Math.max(1, Math.floor(curve.length / (2 * field.width)))) {
        const value = Math.max(low, Math.min(high, samples[i]![start + k]!));
        const y = base - ((value - low) / (high - low)) * height;
        if (Number.isFinite(y)) context.lineTo(field.left + (x[k]! - x[0]!) * scale, y);
      }
    };
    // hides what is behind it
    trace();
    context.lineTo(field.left + field.width, base);
    context.lineTo(field.left, base);
    context.closePath();
    context.fillStyle = '#000';
    context.globalAlpha = 0.85;
    context.fill();
    context.globalAlpha = 1;
    trace();
    context.strokeStyle = INK;
    context.lineWidth = 1;
    context.lineJoin = 'round';
    context.stroke();
  }
}

/** The least and the greatest value of a line in some samples; never both the same. */
function rangeOf(samples: readonly Numbers[], start: number, length: number): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const sample of samples)
    for (let k = start; k < start + length; k++) {
      if (sample[k]! < low) low = sample[k]!;
      if (sample[k]! > high) high = sample[k]!;
    }
  return high > low ? [low, high] : [low - 1, low + 1];
}

/** The numbers and the label of the horizontal axis. */
function acrossAxis(context: Context, output: CurveOutput, field: Box, [first, last]: readonly [number, number]): void {
  const { x, xLabel } = output.curve;
  const [from, to] = [x[first]!, x[last]!];
  const bottom = field.top + field.height;
  context.fillStyle = INK;
  context.fillRect(field.left, bottom, field.width, 1);
  context.textAlign = 'center';
  context.textBaseline = 'alphabetic';
  for (const column of ticks(from, to, field.width / ACROSS)) {
    const at = field.left + ((column - from) / (to - from || 1)) * field.width;
    context.fillRect(at, bottom, 1, 4);
    context.fillText(`${column}`, at, bottom + 17);
  }
  if (xLabel) context.fillText(xLabel, field.left + field.width / 2, bottom + 36);
}

/** The names of the lines: at their parts of the field, or together in its corner. */
function legend(context: Context, output: CurveOutput, field: Box): void {
  const names = output.curve.channels;
  context.textAlign = 'right';
  names.slice(0, NAMED).forEach((name, line) => {
    context.fillStyle = COLOURS[line % COLOURS.length]!;
    const top = output.stacked ? output.fieldOf(line, field).top : field.top + 15 * line;
    context.fillText(name || `line ${line + 1}`, field.left + field.width, top + 12);
  });
  if (names.length > NAMED) {
    context.fillStyle = INK;
    const at = field.top + 12 + 15 * NAMED;
    context.fillText(`and ${names.length - NAMED} more`, field.left + field.width, at);
  }
}

function inside({ left, top, width, height }: Box): Box {
  return {
    left: left + MARGIN.left,
    top: top + MARGIN.top,
    width: width - MARGIN.left - MARGIN.right,
    height: height - MARGIN.top - MARGIN.bottom,
  };
}
