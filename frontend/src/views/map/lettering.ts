import { shortened } from '../../state/names';

/** The size of a label's letters in root font sizes, and the height of its box in letters. */
const SIZE = 0.75;
const HIGH = 1.5;

/** Measures text as the map's labels show it, in the font of an element. */
export class Lettering {
  /** The height of a label in pixels. */
  readonly height: number;
  private readonly context = new OffscreenCanvas(1, 1).getContext('2d')!;
  private readonly widths = new Map<string, number>();
  private readonly cut = new Map<string, string>();

  constructor(element: Element) {
    const size = SIZE * parseFloat(getComputedStyle(document.documentElement).fontSize);
    this.height = Math.round(HIGH * size);
    this.context.font = `700 ${size}px ${getComputedStyle(element).fontFamily}`;
  }

  width(text: string): number {
    let width = this.widths.get(text);
    if (width === undefined) this.widths.set(text, (width = this.context.measureText(text).width));
    return width;
  }

  /** The text cut to a width, which is the same in every call. */
  fitting(text: string, width: number): string {
    let cut = this.cut.get(text);
    if (cut === undefined) this.cut.set(text, (cut = shortened(text, width, (part) => this.width(part))));
    return cut;
  }
}
