import { extentOf, transformTo, type Frame, type Size } from './frame';
import { paint } from '../pictures';
import { Splats, type Cloud } from './splats';

/** Milliseconds of a frame that drawing may take while the map moves, and when only colours change. */
const [SHARE, AT_REST] = [8, 40];
/** The largest useful ratio of canvas pixels to CSS pixels. */
const DENSEST = 2;

/** A picture of points: everything that determines its look. */
interface Wanted {
  cloud: Cloud;
  frame: Frame;
  size: Size;
  /** In CSS pixels. */
  radius: number;
}

/**
 * The canvas of the points. A picture drawn for another frame is first transformed to the new one, and then redrawn in
 * slices of a frame's time: few points within the same frame, a million over several.
 */
export class Points {
  private shown: Wanted | null = null;
  private job: { splats: Splats; wanted: Wanted } | null = null;
  private next: Wanted | null = null;
  private request = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {}

  show(wanted: Wanted): void {
    this.place(wanted);
    // during a gesture a drawing is finished before the next one starts; otherwise none would ever finish
    if (
      this.job &&
      this.job.wanted.cloud.places === wanted.cloud.places &&
      this.job.wanted.cloud.colour === wanted.cloud.colour
    )
      this.next = wanted;
    else this.begin(wanted);
  }

  close(): void {
    cancelAnimationFrame(this.request);
    this.job = this.next = null;
  }

  private begin(wanted: Wanted): void {
    cancelAnimationFrame(this.request);
    const { cloud, frame, size, radius } = wanted;
    const ratio = Math.min(DENSEST, globalThis.devicePixelRatio || 1);
    const pixels = { width: Math.round(size.width * ratio), height: Math.round(size.height * ratio) };
    this.next = null;
    this.job = { splats: new Splats(cloud, frame, pixels, radius * ratio, this.job?.splats), wanted };
    this.draw();
  }

  private draw(): void {
    if (!this.job) return;
    const { splats, wanted } = this.job;
    const { shown } = this;
    const rests = shown?.frame === wanted.frame && shown.cloud.places === wanted.cloud.places;
    if (!splats.advance(rests ? AT_REST : SHARE)) {
      this.request = requestAnimationFrame(() => this.draw());
      return;
    }
    paint(this.canvas, splats.picture());
    this.canvas.style.width = `${wanted.size.width}px`;
    this.canvas.style.height = `${wanted.size.height}px`;
    this.shown = wanted;
    this.job = null;
    const { next } = this;
    this.place(next ?? wanted);
    if (next) this.request = requestAnimationFrame(() => this.begin(next));
  }

  /** Transforms the existing picture to a frame. */
  private place({ frame, size }: Wanted): void {
    const { shown } = this;
    if (shown)
      this.canvas.style.transform =
        shown.frame === frame && shown.size === size
          ? ''
          : transformTo(extentOf(shown.frame, shown.size), shown.size, frame, size);
  }
}
