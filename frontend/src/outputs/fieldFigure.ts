import { AXES } from './choice';
import type { FieldOutput } from './field';
import { short, type Box, type Context } from './output';
import { css } from './palette';
import { INK } from './plot';
import { ticks } from './ticks';

/** The space around the picture, below it with a scale, and without one. */
const MARGIN = { left: 16, right: 16, top: 40, bottom: 60, bare: 16 };
const FONT = '12px sans-serif';
/** The scale: its height, the space above it, its colours, its least width, and pixels between its numbers. */
const BAR = { height: 10, gap: 14, colours: 64, width: 160, between: 70 };
const NAMES = ['red', 'green', 'blue'];

/** Draws a field for print: what is shown as a picture, its title, and the scale of its colours as vectors and text. */
export function plane(context: Context, output: FieldOutput, picture: HTMLCanvasElement, box: Box): void {
  const { palette, sides } = output;
  const wide = box.width - MARGIN.left - MARGIN.right;
  const high = box.height - MARGIN.top - (palette ? MARGIN.bottom : MARGIN.bare);
  const scale = Math.min(wide / sides.width, high / sides.height);
  const [left, top] = [box.left + MARGIN.left, box.top + MARGIN.top];
  const drawn = { left, top, width: scale * sides.width, height: scale * sides.height };
  context.font = FONT;
  context.fillStyle = INK;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillText(title(output), left, top - 12);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, left, top, drawn.width, drawn.height);
  if (palette) {
    const width = Math.max(drawn.width, Math.min(wide, BAR.width));
    bar(context, output, { left, top: top + drawn.height + BAR.gap, width, height: BAR.height });
  }
}

/** The channels that are drawn, with the ranges of red, green and blue, and the slice of a volume. */
function title(output: FieldOutput): string {
  const { choice, field, palette } = output;
  const named = choice.channels.map((channel, i) => {
    const [low, high] = field.ranges[channel]!;
    if (!palette) return `${NAMES[i]!}: ${output.titleOf(channel)}, ${short(low)} to ${short(high)}`;
    return field.channels[channel] || field.channels.length > 1 ? output.titleOf(channel) : '';
  });
  const slice = field.grid.length === 3 ? [`${AXES[choice.axis]!} = ${choice.at}`] : [];
  return [...named, ...slice].filter(Boolean).join('; ');
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
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const mark of ticks(low, high, width / BAR.between)) {
    const across = left + ((mark - low) / (high - low)) * width;
    context.fillRect(across - 0.25, top + height, 0.5, 4);
    context.fillText(short(mark), across, top + height + 7);
  }
}
