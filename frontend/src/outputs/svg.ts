import type { Context, Sides } from './output';

/** Colours of pictures on black, and what they are on paper: as far from white as those are from black. */
const PAPER: Record<string, string> = {
  '#000': '#fff',
  '#eceae4': '#222220',
  'rgb(236 234 228 / 0.22)': '#c4c3bd',
  '#ffb454': '#c25e00',
  '#56b4e9': '#0072b2',
  '#009e73': '#007a59',
  '#cc79a7': '#a8407d',
  '#f0e442': '#8a7d00',
};
/** Digits behind the point of a place. */
const DIGITS = 2;

interface State {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: string;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
}

const INITIAL: State = {
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  lineJoin: 'miter',
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
};

/** Writes what plots draw on a canvas as elements of an SVG. */
class Recorder implements State {
  fillStyle = INITIAL.fillStyle;
  strokeStyle = INITIAL.strokeStyle;
  lineWidth = INITIAL.lineWidth;
  lineJoin = INITIAL.lineJoin;
  globalAlpha = INITIAL.globalAlpha;
  font = INITIAL.font;
  textAlign = INITIAL.textAlign;
  textBaseline = INITIAL.textBaseline;
  readonly elements: string[] = [];
  private path: string[] = [];
  private readonly saved: State[] = [];

  fillRect(x: number, y: number, width: number, height: number): void {
    const [left, top] = [Math.min(x, x + width), Math.min(y, y + height)].map(at);
    const [across, down] = [Math.abs(width), Math.abs(height)].map(at);
    this.elements.push(`<rect x="${left}" y="${top}" width="${across}" height="${down}" ${this.filling()}/>`);
  }

  clearRect(): void {}

  beginPath(): void {
    this.path = [];
  }

  moveTo(x: number, y: number): void {
    this.path.push(`M${at(x)} ${at(y)}`);
  }

  lineTo(x: number, y: number): void {
    this.path.push(`${this.path.length ? 'L' : 'M'}${at(x)} ${at(y)}`);
  }

  closePath(): void {
    this.path.push('Z');
  }

  rect(): void {}

  /** What plots clip lies inside their picture anyway. */
  clip(): void {
    this.path = [];
  }

  /** A whole circle. */
  arc(x: number, y: number, radius: number): void {
    const r = at(radius);
    this.path.push(
      `M${at(x - radius)} ${at(y)}a${r} ${r} 0 1 0 ${at(2 * radius)} 0a${r} ${r} 0 1 0 ${at(-2 * radius)} 0Z`,
    );
  }

  stroke(): void {
    if (this.path.length)
      this.elements.push(
        `<path d="${this.path.join('')}" fill="none" stroke="${paper(this.strokeStyle)}" ` +
          `stroke-width="${at(this.lineWidth)}" stroke-linejoin="${this.lineJoin}"${this.opacity()}/>`,
      );
  }

  fill(): void {
    if (this.path.length) this.elements.push(`<path d="${this.path.join('')}" ${this.filling()}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const size = Number(/[\d.]+/.exec(this.font)?.[0] ?? 10);
    const anchor = { center: 'middle', right: 'end', end: 'end' }[this.textAlign] ?? 'start';
    const down = { middle: 0.35, top: 0.8, hanging: 0.8 }[this.textBaseline] ?? 0;
    this.elements.push(
      `<text x="${at(x)}" y="${at(y + down * size)}" font-size="${at(size)}" text-anchor="${anchor}" ` +
        `${this.filling()}>${escaped(text)}</text>`,
    );
  }

  save(): void {
    this.saved.push(this.state());
  }

  restore(): void {
    Object.assign(this, this.saved.pop() ?? INITIAL);
  }

  private state(): State {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textAlign, textBaseline } = this;
    return { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textAlign, textBaseline };
  }

  private filling(): string {
    return `fill="${paper(this.fillStyle)}"${this.opacity()}`;
  }

  private opacity(): string {
    return this.globalAlpha < 1 ? ` opacity="${at(this.globalAlpha)}"` : '';
  }
}

/** What is drawn on a canvas as an SVG for print: vectors and real text, on white. */
export function svg({ width, height }: Sides, draw: (context: Context) => void): string {
  const recorder = new Recorder();
  draw(recorder as unknown as Context);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${at(width)}" height="${at(height)}" ` +
    `viewBox="0 0 ${at(width)} ${at(height)}" font-family="Helvetica, Arial, sans-serif">` +
    `<rect width="100%" height="100%" fill="#fff"/>${recorder.elements.join('\n')}</svg>\n`
  );
}

function at(value: number): string {
  return Number.isFinite(value) ? Number(value.toFixed(DIGITS)).toString() : '0';
}

function paper(colour: string): string {
  return escaped(PAPER[colour] ?? colour);
}

/** Text inside an element; what XML does not allow at all is left out. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
