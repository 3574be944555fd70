import { AXES } from './choice';
import type { FieldOutput } from './field';
import { short, type Box, type Context } from './output';
import { css } from './palette';
import { INK } from './plot';
import { ticks } from './ticks';

/** The space around the picture: above it without its title, below it with a scale, and without one. */
const MARGIN = { left: 16, right: 16, top: 25, bottom: 60, bare: 16 };
/** The height of a line of the title, and the most characters of a channel's name in it. */
const LINE = 15;
const LONGEST = 60;
/** Pixels from an end of the scale within which a number stands inside it. */
const EDGE = 16;
const FONT = '12px sans-serif';
/** The scale: its height, the space above it, its colours, its least width, and pixels between its numbers. */
const BAR = { height: 10, gap: 14, colours: 64, width: 160, between: 70 };
const NAMES = ['red', 'green', 'blue'];

/** Draws a field for print: what is shown as a picture, its title, and the scale of its colours as vectors and text. */
export function plane(context: Context, output: FieldOutput, picture: HTMLCanvasElement, box: Box): void {
  const { palette, sides } = output;
  const lines = titleOf(output);
  const above = MARGIN.top + LINE * lines.length;
  const wide = box.width - MARGIN.left - MARGIN.right;
  const high = box.height - above - (palette ? MARGIN.bottom : MARGIN.bare);
  const scale = Math.min(wide / sides.width, high / sides.height);
  const [left, top] = [box.left + MARGIN.left, box.top + above];
  const drawn = { left, top, width: scale * sides.width, height: scale * sides.height };
  context.font = FONT;
  context.fillStyle = INK;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  lines.forEach((line, i) => context.fillText(line, left, top - 12 - LINE * (lines.length - 1 - i)));
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, left, top, drawn.width, drawn.height);
  if (palette) {
    const width = Math.max(drawn.width, Math.min(wide, BAR.width));
    bar(context, output, { left, top: top + drawn.height + BAR.gap, width, height: BAR.height });
  }
}

/** Lines with the channels that are drawn, with the ranges of red, green and blue, and the slice of a volume. */
function titleOf(output: FieldOutput): string[] {
  const { choice, field, palette } = output;
  const named = choice.channels.map((channel, i) => {
    const [low, high] = field.ranges[channel]!;
    const whole = output.titleOf(channel);
    const name = whole.length > LONGEST ? `${whole.slice(0, LONGEST)}…` : whole;
    if (!palette) return `${NAMES[i]!}: ${name}, ${short(low)} to ${short(high)}`;
    return field.channels[channel] || field.channels.length > 1 ? name : '';
  });
  const slice = field.grid.length === 3 ? [`${AXES[choice.axis]!} = ${choice.at}`] : [];
  const all = [...named, ...slice].filter(Boolean);
  return palette ? [all.join('; ')] : all;
}

function bar(context: Context, { palette }: FieldOutput, { left, top, width, height }: Box): void {
  const { low, high, words } = palette!;
  const step = width / BAR.colours;
  for (let i = 0; i < BAR.colours; i++) {
    context.fillStyle = css(words[Math.round((i / (BAR.colours - 1)) * (words.length - 1))]!);
    // a little wider, or white would shine through between two
    context.fillRect(left + i * step, top, i < BAR.colours - 1 ? 1.2 * step : step, height);
  }
  context.fillStyle = INK;
  context.textBaseline = 'top';
  for (const mark of ticks(low, high, width / BAR.between)) {
    const across = left + ((mark - low) / (high - low)) * width;
    context.fillRect(across - 0.25, top + height, 0.5, 4);
    const [before, after] = [across - left, left + width - across];
    context.textAlign = before < EDGE ? 'left' : after < EDGE ? 'right' : 'center';
    context.fillText(short(mark), across, top + height + 7);
  }
}
