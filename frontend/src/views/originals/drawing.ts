import type { Originals } from '../../originals/originals';
import type { Output, Sides } from '../../outputs/output';
import { extentOf, toPixels, type Frame, type Size } from '../map/frame';
import type { Cloud } from '../map/splats';
import { density, resize } from '../pictures';
import { enclosed } from '../shape';
import { Pictures } from './pictures';
import { orderOf, Spacing } from './spacing';

/** The longer side of a picture in CSS pixels: a share of the map's width, within limits. */
const SHARE = 1 / 14;
const SIDES = [28, 44] as const;
/** The rim of a picture, in the colour of its point, and the least space between two. */
const RIM = 1;
const GAP = 3;
/** Milliseconds of a frame for choosing points, and for drawing pictures that arrived. */
const CHOOSING = 6;
const MAKING = 4;
/** Blocks that are fetched at a time. */
const FETCHED = 4;

/** What determines which pictures there are. */
export interface Ground {
  places: Float32Array;
  /** Whether a point may have a picture. */
  accept: (point: number) => boolean;
  /** The frame that shows everything, and the map's size. */
  whole: Frame;
  size: Size;
}

/** Draws the originals at their points on a canvas over the map's dots, as far as they do not overlap. */
export class Drawing {
  private ground: Ground | null = null;
  private spacing: Spacing | null = null;
  private frame: Frame | null = null;
  private colours: { of: Uint8Array; css: readonly string[] } | null = null;
  private sides: Sides = { width: 0, height: 0 };
  private pictures: Pictures | null = null;
  private request = 0;
  private fetching = 0;
  private readonly failed = new Set<number>();
  /** The items that are drawn, with their centres in pixels. */
  private drawn: { item: number; x: number; y: number }[] = [];

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly originals: Originals,
    private readonly output: Output,
    private readonly onerror: (error: Error) => void,
  ) {}

  /** Chooses points of another ground from now on. */
  place(ground: Ground): void {
    const { places, accept, whole, size } = ground;
    this.resize(size);
    const unit = whole.span / size.width;
    const order = orderOf(places.length / 2, this.originals.perBlock, accept);
    const [width, height] = [this.sides.width, this.sides.height].map((side) => (side + 2 * RIM + GAP) * unit);
    this.ground = ground;
    this.spacing = new Spacing(places, order, width!, height!);
  }

  /** Draws a frame. */
  show(frame: Frame, { colour, colours }: Cloud): void {
    this.frame = frame;
    if (this.colours?.of !== colour || this.colours.css.length !== colours.length) {
      const css = colours.map((one) =>
        one
          ? `rgb(${one
              .slice(0, 3)
              .map((part) => Math.round(255 * part))
              .join()})`
          : '',
      );
      this.colours = { of: colour, css };
    }
    cancelAnimationFrame(this.request);
    this.draw();
  }

  /** The item whose picture is at a position in pixels; -1 if there is none. */
  at(x: number, y: number): number {
    const [across, down] = [this.sides.width / 2 + RIM, this.sides.height / 2 + RIM];
    return this.drawn.find((one) => Math.abs(one.x - x) <= across && Math.abs(one.y - y) <= down)?.item ?? -1;
  }

  close(): void {
    cancelAnimationFrame(this.request);
    this.ground = null;
  }

  private resize({ width }: Size): void {
    const longer = Math.max(SIDES[0], Math.min(SIDES[1], Math.round(SHARE * width)));
    const exact = enclosed(this.output.sides, longer);
    const sides = { width: Math.max(1, Math.round(exact.width)), height: Math.max(1, Math.round(exact.height)) };
    if (this.pictures && sides.width === this.sides.width && sides.height === this.sides.height) return;
    this.sides = sides;
    const scale = density();
    const cell = { width: Math.round(scale * sides.width), height: Math.round(scale * sides.height) };
    this.pictures = new Pictures(this.output, cell);
  }

  private draw(): void {
    const { ground, spacing, frame, sides, colours, pictures } = this;
    if (!ground || !spacing || !frame || !colours || !pictures) return;
    const { size, places, whole } = ground;
    const scale = density();
    resize(this.canvas, { width: Math.round(scale * size.width), height: Math.round(scale * size.height) });
    const level = Spacing.levelOf(whole.span / frame.span);
    const complete = spacing.advance(level, CHOOSING);
    const items = spacing.within(extentOf(frame, size), level);
    pictures.use(items);
    const waiting = this.make(items, pictures);
    const context = this.canvas.getContext('2d')!;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    this.drawn = [];
    for (const item of items) {
      if (!pictures.has(item)) continue;
      const [x, y] = toPixels(frame, size, places[2 * item]!, places[2 * item + 1]!);
      const [left, top] = [Math.round(x - sides.width / 2), Math.round(y - sides.height / 2)];
      context.fillStyle = colours.css[colours.of[item]!]!;
      context.fillRect(left - RIM, top - RIM, sides.width + 2 * RIM, sides.height + 2 * RIM);
      context.fillStyle = '#000';
      context.fillRect(left, top, sides.width, sides.height);
      pictures.copy(item, context, left, top, sides);
      this.drawn.push({ item, x, y });
    }
    if (!complete || waiting) this.later();
  }

  private later(): void {
    cancelAnimationFrame(this.request);
    this.request = requestAnimationFrame(() => this.draw());
  }

  /** Makes pictures of what has arrived, and fetches what has not. Returns whether some could be made at once. */
  private make(items: readonly number[], pictures: Pictures): boolean {
    const end = performance.now() + MAKING;
    const missing = new Map<number, number>();
    for (const item of items) {
      if (pictures.has(item)) continue;
      const block = Math.floor(item / this.originals.perBlock);
      if (missing.has(block) || this.failed.has(block)) continue;
      const sample = this.originals.peek(item);
      if (!sample) missing.set(block, item);
      else if (performance.now() > end) return true;
      else pictures.add(item, sample);
    }
    for (const [block, item] of missing) {
      if (this.fetching >= FETCHED) break;
      this.fetching++;
      this.originals
        .take([item])
        .catch((error: Error) => {
          if (!this.failed.size) this.onerror(error);
          this.failed.add(block);
        })
        .finally(() => {
          this.fetching--;
          if (this.ground) this.later();
        });
    }
    return false;
  }
}
