import type { Context, Sides } from '../outputs/output';
import { recorded, type Part, type Step } from './recorder';

/** Digits behind the point of a place. */
const DIGITS = 2;
const BOLD = ' font-weight="700"';

/** What is drawn on a canvas as an SVG for print: vectors and real text, on white. */
export function svg({ width, height }: Sides, draw: (context: Context) => void): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${at(width)}" height="${at(height)}" ` +
    `viewBox="0 0 ${at(width)} ${at(height)}" font-family="Helvetica, Arial, sans-serif">` +
    `<rect width="100%" height="100%" fill="#fff"/>${recorded(draw).map(element).join('\n')}</svg>\n`
  );
}

function element(part: Part): string {
  const opacity = part.opacity < 1 ? ` opacity="${at(part.opacity)}"` : '';
  if (part.is === 'picture')
    return (
      `<image ${box(part)} href="${part.canvas.toDataURL()}" preserveAspectRatio="none"` +
      `${part.smooth ? '' : ' style="image-rendering:pixelated"'}${opacity}/>`
    );
  if (part.is === 'rectangle') return `<rect ${box(part)} fill="${escaped(part.fill)}"${opacity}/>`;
  if (part.is === 'text')
    return (
      `<text x="${at(part.x)}" y="${at(part.y)}" font-size="${at(part.size)}"${part.bold ? BOLD : ''} ` +
      `text-anchor="${part.anchor}" fill="${escaped(part.fill)}"${opacity}>${escaped(part.text)}</text>`
    );
  const { fill, line } = part;
  const look = line
    ? `fill="none" stroke="${escaped(line.colour)}" stroke-width="${at(line.width)}" stroke-linejoin="${line.join}"`
    : `fill="${escaped(fill!)}"`;
  return `<path d="${part.steps.map(step).join('')}" ${look}${opacity}/>`;
}

function box({ x, y, width, height }: { x: number; y: number; width: number; height: number }): string {
  return `x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}"`;
}

function step(one: Step): string {
  if (one[0] === 'Z') return 'Z';
  if (one[0] !== 'O') return `${one[0]}${at(one[1])} ${at(one[2])}`;
  const [, x, y, r] = one;
  return `M${at(x - r)} ${at(y)}a${at(r)} ${at(r)} 0 1 0 ${at(2 * r)} 0a${at(r)} ${at(r)} 0 1 0 ${at(-2 * r)} 0Z`;
}

function at(value: number): string {
  return Number.isFinite(value) ? Number(value.toFixed(DIGITS)).toString() : '0';
}

/** Text inside an element; what XML does not allow at all is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
