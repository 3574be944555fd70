import { strideOver } from '../../math/stride';
import type { Frame, Size } from './frame';

/**
 * What to draw: positions (n, 2) and, for each point, an index into the colours; points without a colour are skipped.
 */
export interface Cloud {
  places: Float32Array;
  /** (n,) */
  colour: Uint8Array;
  /** Red, green, blue and opacity from 0 to 1; null for hidden points. */
  colours: readonly (readonly [number, number, number, number] | null)[];
}

/** Subpixel positions for which a dot is prepared, per axis. */
const STEPS = 4;
/** Runs between two checks of the time. */
const BATCH = 256;
/** Points per run, drawn in memory order. */
const RUN = 16;
/** Pixels that are covered less are skipped. */
const FAINTEST = 0.1;
/** The dark outline that separates a dot from others and from the tiles: its width in pixels, and its opacity. */
const RIM = 1;
const RIM_OPACITY = 0.5;

/**
 * Draws points as soft round dots into memory, a few milliseconds at a time. Plain loops in one thread are fast with or
 * without a graphics card, and maps on one page do not compete for a graphics context.
 */
export class Splats {
  /** Premultiplied RGBA, one word per pixel, with a margin around the picture. */
  private readonly words: Int32Array;
  private readonly stride: number;
  private readonly margin: number;
  private readonly reach: number;
  private readonly dots: Dot[] = [];
  /** For each dot and colour, the contribution to each of its pixels. */
  private readonly paints: (Int32Array | null)[] = [];
  /** The next run, the number of runs drawn, the total, and the step between runs. */
  private at = 0;
  private drawn = 0;
  private readonly runs: number;
  private readonly step: number;

  /** `size` and `radius` are in pixels of the picture. */
  constructor(
    private readonly cloud: Cloud,
    private readonly frame: Frame,
    readonly size: Size,
    radius: number,
    reused?: Splats,
  ) {
    const rim = radius >= 1.2 ? RIM : 0;
    this.reach = Math.ceil(radius + rim) + 1;
    // skips dots that do not reach the picture and could leave the memory
    this.margin = 2 * this.reach;
    this.stride = size.width + 2 * this.margin;
    const length = this.stride * (size.height + 2 * this.margin);
    this.words = reused?.words.length === length ? reused.words.fill(0) : new Int32Array(length);
    for (let k = 0; k < STEPS * STEPS; k++)
      this.dots.push(dot(radius, this.reach, rim, (k % STEPS) / STEPS, Math.floor(k / STEPS) / STEPS, this.stride));
    for (const one of this.dots) for (const colour of cloud.colours) this.paints.push(colour && paint(one, colour));
    this.runs = Math.ceil(cloud.colour.length / RUN);
    // no class is drawn on top of the others
    this.step = strideOver(this.runs);
  }

  /** Draws until everything is drawn or the time is up. Returns whether everything is drawn. */
  advance(milliseconds: number): boolean {
    const end = performance.now() + milliseconds;
    while (this.drawn < this.runs) {
      for (const until = Math.min(this.runs, this.drawn + BATCH); this.drawn < until; this.drawn++) {
        this.run(this.at * RUN, Math.min(this.cloud.colour.length, (this.at + 1) * RUN));
        this.at = (this.at + this.step) % this.runs;
      }
      if (performance.now() > end) break;
    }
    return this.drawn >= this.runs;
  }

  /** The picture as ImageData. */
  picture(): ImageData {
    const { width, height } = this.size;
    const picture = new ImageData(width, height);
    this.develop(new Uint32Array(picture.data.buffer));
    return picture;
  }

  /** Writes the picture into (height, width) words, with colours no longer premultiplied. */
  develop(into: Uint32Array): void {
    const { width, height } = this.size;
    let out = 0;
    for (let y = 0; y < height; y++) {
      let from = (y + this.margin) * this.stride + this.margin;
      for (let x = 0; x < width; x++, from++, out++) {
        const word = this.words[from]!;
        const alpha = word >>> 24;
        if (alpha === 0) continue;
        const base = alpha << 8;
        into[out] =
          (alpha << 24) |
          (DIVIDED[base | ((word >>> 16) & 255)]! << 16) |
          (DIVIDED[base | ((word >>> 8) & 255)]! << 8) |
          DIVIDED[base | (word & 255)]!;
      }
    }
  }

  private run(from: number, to: number): void {
    const { places, colour, colours } = this.cloud;
    const { words, stride, margin, reach, dots, paints, frame, size } = this;
    const kinds = colours.length;
    const scale = size.width / frame.span;
    const shiftX = size.width / 2 - frame.x * scale + margin;
    const shiftY = size.height / 2 + frame.y * scale + margin;
    const [right, bottom] = [size.width + 2 * margin - reach - 1, size.height + 2 * margin - reach - 1];
    for (let point = from; point < to; point++) {
      const x = places[2 * point]! * scale + shiftX;
      const y = shiftY - places[2 * point + 1]! * scale;
      if (!(x >= reach && x < right && y >= reach && y < bottom)) continue;
      const left = Math.floor(x);
      const top = Math.floor(y);
      const which = Math.floor((y - top) * STEPS) * STEPS + Math.floor((x - left) * STEPS);
      const added = paints[which * kinds + colour[point]!];
      if (!added) continue;
      const { offsets } = dots[which]!;
      const middle = top * stride + left;
      for (let j = 0; j < offsets.length; j++) {
        const pixel = middle + offsets[j]!;
        const above = added[j]!;
        const below = words[pixel]!;
        const rest = 255 - (above >>> 24);
        // two channels per multiplication
        const odd = (Math.imul((below >>> 8) & 0xff00ff, rest) + 0x800080) & 0xff00ff00;
        const even = ((Math.imul(below & 0xff00ff, rest) + 0x800080) >>> 8) & 0xff00ff;
        words[pixel] = (above + odd + even) | 0;
      }
    }
  }
}

/**
 * A disc centred (x, y) from a pixel's corner: its pixels by offset, their coverage, and their contribution by colour.
 */
interface Dot {
  offsets: Int32Array;
  covered: Float32Array;
  coloured: Float32Array;
}

function dot(radius: number, reach: number, rim: number, x: number, y: number, stride: number): Dot {
  const offsets: number[] = [];
  const covered: number[] = [];
  const coloured: number[] = [];
  // below half a pixel a dot does not shrink but fades
  const [drawn, faint] = radius < 0.5 ? [0.5, (radius / 0.5) ** 2] : [radius, 1];
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const distance = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const core = faint * soft(drawn + 0.5 - distance);
      const whole = Math.max(core, rim ? RIM_OPACITY * soft(drawn + rim + 0.5 - distance) : 0);
      if (whole < FAINTEST) continue;
      offsets.push(row * stride + column);
      covered.push(whole);
      coloured.push(core);
    }
  }
  return {
    offsets: Int32Array.from(offsets),
    covered: Float32Array.from(covered),
    coloured: Float32Array.from(coloured),
  };
}

function soft(value: number): number {
  return Math.max(0, Math.min(1, value));
}

function paint(
  { covered, coloured }: Dot,
  [red, green, blue, opacity]: readonly [number, number, number, number],
): Int32Array {
  return Int32Array.from(covered, (cover, j) => {
    const share = 255 * opacity * coloured[j]!;
    // rounding may not make a colour exceed the opacity
    const alpha = Math.ceil(255 * opacity * cover);
    return (
      (alpha << 24) | (Math.floor(blue * share) << 16) | (Math.floor(green * share) << 8) | Math.floor(red * share)
    );
  });
}

/** Division table by opacity << 8 | premultiplied colour. */
const DIVIDED = Uint8Array.from({ length: 1 << 16 }, (_, i) => {
  const alpha = i >>> 8;
  return alpha ? Math.min(255, Math.round(((i & 255) * 255) / alpha)) : 0;
});
