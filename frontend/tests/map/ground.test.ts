import { beforeEach, describe, expect, test, vi } from 'vitest';
import { moved, place, slice } from '../../src/math/slice';
import type { Vector } from '../../src/math/vector';
import type { Chart } from '../../src/views/map/chart.svelte';
import { toPixels, type Frame } from '../../src/views/map/frame';
import { Ground } from '../../src/views/map/ground';
import { Picking } from '../../src/views/map/picking';

const on = slice(new Float32Array(3), [1, 0, 0], [0, 1, 0])!;
/** Two encoded images, at (1, 1) and (-1, -1) of the plane. */
const mean = Float32Array.of(1, 1, 5, -1, -1, 6);
const places = Float32Array.of(1, 1, -1, -1);
const size = { width: 400, height: 400 };

let view: { z: Vector; frame: Frame | null; pins: Vector[] };
const explorer = {
  folder: { latentDim: 3 },
  encoded: { rowOf: (index: number) => mean.slice(3 * index, 3 * index + 3) },
  selection: {
    hovered: null as number | null,
    hover(point: number | null) {
      this.hovered = point;
    },
  },
  get view() {
    return view;
  },
  change: vi.fn((part: object) => Object.assign(view, part)),
  step: {},
  commit: vi.fn(),
  moveTo: vi.fn((_z: Vector) => void (explorer.step = {})),
};
const whole: Frame = { x: 0, y: 0, span: 4 };
const fake = {
  explorer,
  slice: on as typeof on | null,
  size,
  width: 400,
  height: 400,
  whole,
  lasso: false,
  layers: 'both',
  onMarker: false,
  outline: [] as readonly number[],
  pointer: null as unknown,
  picking: new Picking(places, { left: -1, right: 1, bottom: -1, top: 1 }),
  shown: () => true,
  get frame() {
    return view.frame ?? whole;
  },
  get marker() {
    return this.slice && this.pixels(place(this.slice, view.z));
  },
  pointAt(x: number, y: number) {
    return this.slice && moved(this.slice, view.z, x, y);
  },
  get pins() {
    return view.pins.map((pin) => place(on, pin));
  },
  pixels(at: readonly [number, number]) {
    return toPixels(this.frame, size, ...at);
  },
};
const grouped = vi.fn();
const ground = new Ground(fake as unknown as Chart, grouped);

beforeEach(() => {
  vi.clearAllMocks();
  view = { z: Float32Array.of(0, 0, 7), frame: null, pins: [] };
  Object.assign(fake, { slice: on, lasso: false, layers: 'both', outline: [] });
});

describe('a click', () => {
  test('on the ground moves there, parallel to the plane', () => {
    ground.click(300, 200, false, false);
    expect(explorer.moveTo).toHaveBeenCalledWith(Float32Array.of(1, 0, 7));
  });

  test('on a point moves to its mean', () => {
    ground.click(302, 97, false, false);
    expect(explorer.moveTo).toHaveBeenCalledWith(Float32Array.of(1, 1, 5));
  });

  test('beside a point misses it, but a touch does not', () => {
    ground.click(310, 100, false, false);
    expect(explorer.moveTo.mock.lastCall![0][2]).toBe(7);
    ground.click(310, 100, true, false);
    expect(explorer.moveTo.mock.lastCall![0][2]).toBe(5);
  });

  test('ignores points that are hidden', () => {
    fake.layers = 'images';
    ground.click(300, 100, false, false);
    expect(explorer.moveTo).toHaveBeenCalledWith(Float32Array.of(1, 1, 7));
  });

  test('on a pin moves to the pin', () => {
    view.pins = [Float32Array.of(-1, 1, 9)];
    ground.click(103, 98, false, false);
    expect(explorer.moveTo).toHaveBeenCalledWith(view.pins[0]);
  });

  test('moves to points only where places have none', () => {
    fake.slice = null;
    ground.click(200, 300, false, false);
    expect(explorer.moveTo).not.toHaveBeenCalled();
    ground.click(300, 100, false, false);
    expect(explorer.moveTo).toHaveBeenCalledWith(Float32Array.of(1, 1, 5));
  });
});

describe('a double click', () => {
  test('is one step together with its first click', () => {
    ground.click(300, 200, false, false);
    const { step } = explorer;
    ground.doubleClick(300, 200, false);
    expect(view.frame!.span).toBe(2);
    expect(explorer.commit).toHaveBeenCalledExactlyOnceWith(step);
  });

  test('is a step of its own if the click made none, however many steps came before', () => {
    ground.click(300, 200, false, false);
    ground.click(200, 200, false, true);
    ground.doubleClick(200, 200, true);
    expect(explorer.commit).toHaveBeenCalledExactlyOnceWith(undefined);
  });
});

describe('the marker', () => {
  test('can be dragged, and moves the point along the plane', () => {
    const hold = ground.hold(206, 195, false)!;
    hold.move(306, 95);
    expect(view.z).toEqual(moved(on, [0, 0, 7], 1, 1));
    expect(explorer.commit).not.toHaveBeenCalled();
    hold.end();
    expect(explorer.commit).toHaveBeenCalledOnce();
  });

  test('moves back if the drag is cancelled, and does nothing if it did not move', () => {
    const before = view.z;
    ground.hold(200, 200, false)!.cancel();
    expect(explorer.change).not.toHaveBeenCalled();
    const hold = ground.hold(200, 200, false)!;
    hold.move(250, 250);
    hold.cancel();
    expect(view.z).toBe(before);
  });

  test('cannot be grabbed from afar, but a touch reaches farther', () => {
    expect(ground.hold(224, 200, false)).toBeNull();
    expect(ground.hold(224, 200, true)).not.toBeNull();
  });
});

test('panning and zooming change the frame, and make a step when they end', () => {
  ground.pan(100, 0);
  expect(view.frame).toEqual({ x: -1, y: 0, span: 4 });
  ground.zoom(2, 200, 200);
  expect(view.frame).toEqual({ x: -1, y: 0, span: 2 });
  expect(explorer.commit).not.toHaveBeenCalled();
  ground.rest();
  expect(explorer.commit).toHaveBeenCalledOnce();
});

test('the pointer finds the point under it', () => {
  ground.hover([299, 101]);
  expect(explorer.selection.hovered).toBe(0);
  ground.hover([150, 150]);
  expect(explorer.selection.hovered).toBeNull();
});

test('a lasso groups the points inside', () => {
  fake.lasso = true;
  const hold = ground.hold(250, 50, false)!;
  for (const [x, y] of [
    [350, 50],
    [350, 150],
    [250, 150],
  ] as const)
    hold.move(x, y);
  expect(fake.outline.length).toBe(8);
  hold.end();
  expect(Array.from(grouped.mock.lastCall![0] as Int32Array)).toEqual([0]);
  expect(fake.outline).toEqual([]);
});
