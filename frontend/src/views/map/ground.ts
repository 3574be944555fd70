import type { Step } from '../../state/history';
import type { Chart } from './chart.svelte';
import { fromPixels, panned, zoomed } from './frame';
import type { Gestures, Hold } from './gestures';

/** How close, in pixels, a pointer or a finger must be to a point or a mark. */
const NEAR = { point: [7, 14], marker: [16, 28], pin: [9, 16] } as const;
const CLOSER = 2;
/** Pixels between two vertices of a lasso. */
const CORNER = 3;

/** Handles the map's gestures: they change the frame, or the current point. */
export class Ground implements Gestures {
  /** The step of the last click; a double click becomes part of it. */
  private clicked: Step | undefined;

  constructor(
    private readonly chart: Chart,
    private readonly grouped: (points: Int32Array) => void,
  ) {}

  hold(x: number, y: number, touch: boolean): Hold | null {
    const { chart } = this;
    if (chart.lasso) return this.lasso(x, y);
    const { marker } = chart;
    return marker && this.onMarker(x, y, touch) ? this.drag(x - marker[0], y - marker[1]) : null;
  }

  pan(dx: number, dy: number): void {
    const { explorer, frame, size } = this.chart;
    explorer.change({ frame: panned(frame, size, dx, dy) });
  }

  zoom(factor: number, x: number, y: number): void {
    const { explorer, frame, size, whole } = this.chart;
    explorer.change({ frame: zoomed(frame, size, factor, x, y, whole) });
  }

  rest(): void {
    this.chart.explorer.commit();
  }

  click(x: number, y: number, touch: boolean, held: boolean): void {
    const { explorer } = this.chart;
    const before = explorer.step;
    if (!held) this.go(x, y, touch);
    this.clicked = explorer.step === before ? undefined : explorer.step;
  }

  doubleClick(x: number, y: number, shift: boolean): void {
    this.zoom(shift ? 1 / CLOSER : CLOSER, x, y);
    this.chart.explorer.commit(this.clicked);
  }

  hover(at: [number, number] | null): void {
    const { chart } = this;
    chart.onMarker = at !== null && !chart.lasso && this.onMarker(...at, false);
    const point = at && !chart.lasso && !chart.onMarker ? this.pointAt(...at, false) : -1;
    chart.pointer = at;
    chart.explorer.selection.hover(point < 0 ? null : point);
  }

  /** Moves to the pin, the encoded image or the position that was clicked. */
  private go(x: number, y: number, touch: boolean): void {
    const { chart } = this;
    const { explorer } = chart;
    const pin = this.pinAt(x, y, touch);
    if (pin) return explorer.moveTo(pin);
    const point = this.pointAt(x, y, touch);
    if (point >= 0) return explorer.moveTo(explorer.encoded.rowOf(point));
    const to = chart.pointAt(...this.placeAt(x, y));
    if (to) explorer.moveTo(to);
  }

  /** Drags the marker, which was grabbed (dx, dy) from its centre. */
  private drag(dx: number, dy: number): Hold {
    const { explorer } = this.chart;
    const from = explorer.view.z;
    let dragged = false;
    return {
      move: (x, y) => {
        const z = this.chart.pointAt(...this.placeAt(x - dx, y - dy));
        dragged = true;
        if (z) explorer.change({ z });
      },
      end: () => explorer.commit(),
      cancel: () => dragged && explorer.change({ z: from }),
    };
  }

  private lasso(x: number, y: number): Hold {
    const { chart } = this;
    let [lastX, lastY] = [x, y];
    chart.outline = this.placeAt(x, y);
    return {
      move: (nextX, nextY) => {
        if (Math.hypot(nextX - lastX, nextY - lastY) < CORNER) return;
        [lastX, lastY] = [nextX, nextY];
        chart.outline = [...chart.outline, ...this.placeAt(nextX, nextY)];
      },
      end: () => {
        const inside = chart.picking?.inside(chart.outline, chart.shown);
        chart.outline = [];
        if (inside) this.grouped(inside);
      },
      cancel: () => {
        chart.outline = [];
      },
    };
  }

  private onMarker(x: number, y: number, touch: boolean): boolean {
    const { marker } = this.chart;
    return marker !== null && Math.hypot(marker[0] - x, marker[1] - y) <= NEAR.marker[+touch]!;
  }

  private placeAt(x: number, y: number): [number, number] {
    return fromPixels(this.chart.frame, this.chart.size, x, y);
  }

  private pointAt(x: number, y: number, touch: boolean): number {
    const { chart } = this;
    const over = chart.pictureAt?.(x, y) ?? -1;
    if (over >= 0) return over;
    const radius = (NEAR.point[+touch]! * chart.frame.span) / chart.width;
    return chart.layers === 'images' ? -1 : (chart.picking?.nearest(...this.placeAt(x, y), radius, chart.shown) ?? -1);
  }

  private pinAt(x: number, y: number, touch: boolean): Float32Array<ArrayBuffer> | undefined {
    const { chart } = this;
    const nearest = chart.pins.findIndex((at) => {
      const [pinX, pinY] = chart.pixels(at);
      return Math.hypot(pinX - x, pinY - y) <= NEAR.pin[+touch]!;
    });
    return chart.explorer.view.pins[nearest];
  }
}
