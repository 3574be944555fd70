import { describe, expect, test } from 'vitest';
import { ADD, COPY, MAC, MUL, SUB, TAKE } from '../src/engine/kernels/ops';
import { place } from '../src/engine/memory';
import { Plan, type MapStep, type Step } from '../src/engine/plan';
import { inSlices } from '../src/engine/slices';
import { constant, scalar, slice, transpose, type Tensor } from '../src/engine/tensor';
import { generator } from './numbers';

const CHANNELS = 4;
const SIDE = 96;
/** Of an image that is worth slices. */
const SHAPE = [1, CHANNELS, SIDE, SIDE];
const FUNCTIONS: Record<number, (a: number, b: number, out: number) => number> = {
  [COPY]: (a) => a,
  [ADD]: (a, b) => a + b,
  [SUB]: (a, b) => a - b,
  [MUL]: (a, b) => a * b,
  [MAC]: (a, b, out) => out + a * b,
};

/** Runs maps one after the other, number by number. */
function run(steps: Step[], memory: Float32Array): Float32Array {
  for (const { op, out, a, b } of steps as MapStep[]) {
    const views = [out, a, b].map(({ store, offset, strides }) => ({
      data: store.data ?? memory,
      start: (store.data ? 0 : store.address / 4) + offset,
      strides,
    }));
    const [to, x, y] = views.map(({ data }) => data) as [Float32Array, Float32Array, Float32Array];
    const [n, c, h, w] = out.shape as [number, number, number, number];
    for (let i = 0; i < n * c * h; i++) {
      const [image, channel, row] = [Math.floor(i / (c * h)), Math.floor(i / h) % c, i % h];
      let [o, p, q] = views.map(({ start, strides: [a, b, c] }) => start + image * a! + channel * b! + row * c!) as [
        number,
        number,
        number,
      ];
      const [so, sp, sq] = views.map(({ strides }) => strides[3]!) as [number, number, number];
      for (let j = 0; j < w; j++, o += so, p += sp, q += sq) to[o] = FUNCTIONS[op]!(x[p]!, y[q]!, to[o]!);
    }
  }
  return memory;
}

/** A plan of a few maps over images in either layout, whose stores share memory as those of a model do. */
function plan(random: () => number): { steps: Step[]; size: number } {
  const plan = new Plan();
  const int = (below: number): number => Math.floor(random() * below);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)]!;
  const channelsLast = [0, 2, 3, 1];
  const known: Tensor[] = [0, 1].map(() =>
    plan.into(plan.allocate(SHAPE, random() < 0.5 ? channelsLast : undefined), COPY, scalar(random())),
  );
  const perChannel = constant([CHANNELS, 1, 1], Float32Array.from({ length: CHANNELS }, random));
  for (let i = 0; i < 12; i++) {
    const x = pick(known.slice(-3));
    const y = pick([x, pick(known), perChannel, transpose(pick(known), [0, 1, 3, 2])]);
    const padded = plan.allocate([1, CHANNELS, SIDE + 2, SIDE + 2], pick([channelsLast, [0, 1, 2, 3]]));
    const kind = int(6);
    if (kind === 0) {
      plan.into(padded, COPY, scalar(0));
      const inside = slice(slice(padded, 2, 1, SIDE), 3, 1, SIDE);
      plan.into(inside, COPY, x);
      // the rows above and the columns to the left of each pixel
      known.push(slice(slice(padded, 2, int(3), SIDE), 3, int(3), SIDE), inside);
    } else if (kind === 1) {
      plan.into(x, MAC, x, y);
    } else if (kind === 2) {
      // a row takes from the one above in another image
      const [from] = known.filter(({ store }) => store !== x.store);
      if (from) plan.into(slice(x, 2, 1, SIDE - 1), ADD, slice(x, 2, 1, SIDE - 1), slice(from, 2, 0, SIDE - 1));
    } else {
      known.push(plan.map(pick([ADD, SUB, MUL]), x, y));
    }
  }
  const size = place(plan);
  return { steps: plan.steps, size: size / 4 };
}

describe('maps in slices', () => {
  test('give the same numbers as one after the other, however their memory is shared', () => {
    const random = generator(5);
    let sliced = 0;
    for (let i = 0; i < 30; i++) {
      const { steps, size } = plan(random);
      const arranged = inSlices(steps);
      sliced += Number(arranged.length > steps.length);
      const start = Float32Array.from({ length: size }, random);
      const expected = run(steps, start.slice());
      expect(run(arranged, start.slice()).every((value, at) => Object.is(value, expected[at]))).toBe(true);
    }
    expect(sliced).toBeGreaterThan(15);
  });

  test('take rows of an image in turn, so that each slice is read while it is in the cache', () => {
    const plan = new Plan();
    const x = plan.into(plan.allocate(SHAPE, [0, 2, 3, 1]), COPY, scalar(1));
    plan.map(MUL, plan.map(ADD, x, scalar(2)), scalar(3));
    place(plan);
    const order = inSlices(plan.steps) as MapStep[];
    expect(order.slice(0, 4).map(({ op }) => op)).toEqual([COPY, ADD, MUL, COPY]);
    const rows = order.map(({ out }) => out.shape[2]!);
    expect(rows.reduce((a, b) => a + b)).toBe(3 * SIDE);
    expect(Math.max(...rows) * SIDE * CHANNELS).toBeLessThanOrEqual(2 ** 14);
  });

  test('go on within a row where that is large itself', () => {
    const plan = new Plan();
    const x = plan.into(plan.allocate([2, 5, 200, 200]), COPY, scalar(1));
    plan.map(MUL, x, scalar(3));
    place(plan);
    const sizes = (inSlices(plan.steps) as MapStep[]).map(({ out }) => out.shape.reduce((a, b) => a * b));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 ** 14);
  });

  test('are not made of sums over their rows, nor across other steps', () => {
    const plan = new Plan();
    const x = plan.into(plan.allocate(SHAPE), COPY, scalar(1));
    const sum = plan.into(plan.allocate([1, CHANNELS, SIDE, SIDE]), COPY, scalar(0));
    const all = { ...sum, strides: [0, 0, 0, 0] };
    plan.into(all, ADD, all, x);
    plan.into(sum, TAKE, x, x);
    plan.map(MUL, x, scalar(3));
    place(plan);
    const { steps } = plan;
    const order = inSlices(steps);
    const at = (step: Step): number => order.indexOf(step);
    expect([2, 3, 4].map((i) => at(steps[i]!))).toEqual([order.length - 3, order.length - 2, order.length - 1]);
  });

  test('are not made of small tensors', () => {
    const plan = new Plan();
    const x = plan.into(plan.allocate([1, 8, 32, 32]), COPY, scalar(1));
    plan.map(MUL, x, scalar(3));
    place(plan);
    expect(inSlices(plan.steps)).toEqual(plan.steps);
  });
});
