import { short, type Box, type Context, type Numbers } from './output';
import { COLOURS, FAINT, INK } from './plot';
import { ticks } from './ticks';
import type { ValuesOutput } from './values';

/** The most bars of a figure, and the greatest height of one with the space around it. */
export const MOST_ROWS = 24;
const ROW = 40;
/** The space around the axis: on the left without names. */
const MARGIN = { left: 24, right: 72, top: 32, bottom: 36 };
/** The most letters of a name, and the width of one in pixels. */
const [LETTERS, LETTER] = [28, 6.5];
/** Pixels between two numbers of the axis, at least. */
const BETWEEN = 72;
const FONT = '12px sans-serif';

/** Draws some named values for print, as bars from 0 below each other, with their names and the axis. */
export function bars(
  context: Context,
  { values }: ValuesOutput,
  sample: Numbers,
  indices: readonly number[],
  box: Box,
): void {
  const names = indices.map((i) => cut(values.names[i]!));
  const longest = Math.max(0, ...names.map((name) => Array.from(name).length));
  const left = box.left + MARGIN.left + longest * LETTER;
  const width = box.left + box.width - MARGIN.right - left;
  const top = box.top + MARGIN.top;
  const step = Math.min(ROW, (box.height - MARGIN.top - MARGIN.bottom) / indices.length);
  const height = step * indices.length;
  const [low, high] = [Math.min(0, values.low), Math.max(0, values.high)];
  const scale = width / (high - low);
  const across = (value: number): number => left + (Math.max(low, Math.min(high, value)) - low) * scale;

  context.font = FONT;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const mark of ticks(low, high, width / BETWEEN)) {
    context.fillStyle = FAINT;
    context.fillRect(across(mark), top, 0.5, height);
    context.fillStyle = INK;
    context.fillText(short(mark), across(mark), top + height + 7);
  }
  context.textBaseline = 'middle';
  indices.forEach((index, row) => {
    const [value, middle] = [sample[index]!, top + (row + 0.5) * step];
    const [zero, end] = [across(0), across(value)];
    context.fillStyle = COLOURS[value < 0 ? 2 : 1];
    context.fillRect(Math.min(zero, end), middle - 0.35 * step, Math.max(0.5, Math.abs(end - zero)), 0.7 * step);
    context.fillStyle = INK;
    context.textAlign = 'right';
    context.fillText(names[row]!, left - 8, middle);
    context.textAlign = 'left';
    context.fillText(short(value), left + width + 8, middle);
  });
  context.fillRect(across(0), top, 0.75, height);
  context.textBaseline = 'alphabetic';
  const count = values.names.length;
  const some = indices.length < count ? `${indices.length} of ${count.toLocaleString('en')}` : '';
  context.fillText([values.label, some].filter(Boolean).join(', '), left, top - 12);
}

function cut(name: string): string {
  const letters = Array.from(name);
  return letters.length > LETTERS ? `${letters.slice(0, LETTERS - 1).join('')}…` : name;
}
