import type { Context } from '../outputs/output';
import { paper } from './paper';

/** A step of an outline: to a place, a line to one, a whole circle, or back to the start. */
export type Step = ['M' | 'L', number, number] | ['O', number, number, number] | ['Z'];

export interface Line {
  colour: string;
  width: number;
  join: string;
}

/** What a figure consists of, from back to front. Colours are those on paper; places are in pixels. */
export type Part = { opacity: number } & (
  | { is: 'rectangle'; x: number; y: number; width: number; height: number; fill: string }
  | { is: 'outline'; steps: readonly Step[]; fill: string | null; line: Line | null }
  | {
      is: 'text';
      text: string;
      x: number;
      y: number;
      size: number;
      bold: boolean;
      anchor: 'start' | 'middle' | 'end';
      fill: string;
    }
  | { is: 'picture'; canvas: HTMLCanvasElement; x: number; y: number; width: number; height: number; smooth: boolean }
);

interface State {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: string;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  imageSmoothingEnabled: boolean;
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
  imageSmoothingEnabled: true,
};

/** Records what is drawn on a canvas as the parts of a figure for print: vectors and real text, on white. */
export function recorded(draw: (context: Context) => void): Part[] {
  const recorder = new Recorder();
  draw(recorder as unknown as Context);
  return recorder.parts;
}

class Recorder implements State {
  fillStyle = INITIAL.fillStyle;
  strokeStyle = INITIAL.strokeStyle;
  lineWidth = INITIAL.lineWidth;
  lineJoin = INITIAL.lineJoin;
  globalAlpha = INITIAL.globalAlpha;
  font = INITIAL.font;
  textAlign = INITIAL.textAlign;
  textBaseline = INITIAL.textBaseline;
  imageSmoothingEnabled = INITIAL.imageSmoothingEnabled;
  readonly parts: Part[] = [];
  private steps: Step[] = [];
  private readonly saved: State[] = [];

  fillRect(x: number, y: number, width: number, height: number): void {
    this.parts.push({
      is: 'rectangle',
      x: Math.min(x, x + width),
      y: Math.min(y, y + height),
      width: Math.abs(width),
      height: Math.abs(height),
      fill: paper(this.fillStyle),
      opacity: this.globalAlpha,
    });
  }

  clearRect(): void {}

  beginPath(): void {
    this.steps = [];
  }

  moveTo(x: number, y: number): void {
    this.steps.push(['M', x, y]);
  }

  lineTo(x: number, y: number): void {
    this.steps.push([this.steps.length ? 'L' : 'M', x, y]);
  }

  closePath(): void {
    this.steps.push(['Z']);
  }

  rect(): void {}

  /** What plots clip lies inside their picture anyway. */
  clip(): void {
    this.steps = [];
  }

  /** A whole circle. */
  arc(x: number, y: number, radius: number): void {
    this.steps.push(['O', x, y, radius]);
  }

  stroke(): void {
    const line = { colour: paper(this.strokeStyle), width: this.lineWidth, join: this.lineJoin };
    this.outline(null, line);
  }

  fill(): void {
    this.outline(paper(this.fillStyle), null);
  }

  fillText(text: string, x: number, y: number): void {
    const size = Number(/[\d.]+(?=px)/.exec(this.font)?.[0] ?? 10);
    const down = { middle: 0.35, top: 0.8, hanging: 0.8 }[this.textBaseline] ?? 0;
    const anchor = ({ center: 'middle', right: 'end', end: 'end' } as const)[this.textAlign] ?? 'start';
    const bold = /^(?:bold|[6-9]00) /.test(this.font);
    const fill = paper(this.fillStyle);
    this.parts.push({ is: 'text', text, x, y: y + down * size, size, bold, anchor, fill, opacity: this.globalAlpha });
  }

  drawImage(canvas: HTMLCanvasElement, x: number, y: number, width: number, height: number): void {
    const [smooth, opacity] = [this.imageSmoothingEnabled, this.globalAlpha];
    this.parts.push({ is: 'picture', canvas, x, y, width, height, smooth, opacity });
  }

  save(): void {
    this.saved.push(this.state());
  }

  restore(): void {
    Object.assign(this, this.saved.pop() ?? INITIAL);
  }

  private outline(fill: string | null, line: Line | null): void {
    if (this.steps.length) this.parts.push({ is: 'outline', steps: this.steps, fill, line, opacity: this.globalAlpha });
  }

  private state(): State {
    const { fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha, font, textAlign, textBaseline } = this;
    const { imageSmoothingEnabled } = this;
    return {
      ...{ fillStyle, strokeStyle, lineWidth, lineJoin, globalAlpha },
      ...{ font, textAlign, textBaseline, imageSmoothingEnabled },
    };
  }
}
