import { describe, expect, test } from 'vitest';
import { place } from '../src/engine/gpu/arena';
import { disjoint } from '../src/engine/gpu/disjoint';
import { partsOf } from '../src/engine/gpu/parts';
import type { Kernel, Task } from '../src/engine/gpu/task';
import { wavesOf } from '../src/engine/gpu/waves';
import { Plan } from '../src/engine/plan';
import { elements, slice, split, type Store, type Tensor } from '../src/engine/tensor';
import { generator } from './numbers';

const plan = new Plan();

/** The addresses of a view's elements. */
function addresses({ shape, strides, offset }: Tensor): number[] {
  return shape.reduce(
    (all, size, axis) => all.flatMap((at) => Array.from({ length: size }, (_, i) => at + i * strides[axis]!)),
    [offset],
  );
}

describe('views of one store', () => {
  const image = plan.allocate([2, 6, 4, 8], [0, 2, 3, 1]);

  test('are disjoint if they are different rows, columns, channels or phases', () => {
    const phase = (y: number, x: number): Tensor => slice(slice(image, 2, y, 2, 2), 3, x, 4, 2);
    expect(disjoint(phase(0, 0), phase(0, 1))).toBe(true);
    expect(disjoint(phase(0, 1), phase(1, 1))).toBe(true);
    expect(disjoint(slice(image, 1, 0, 2), slice(image, 1, 2, 3))).toBe(true);
    expect(disjoint(slice(image, 0, 0, 1), slice(image, 0, 1, 1))).toBe(true);
  });

  test('are not disjoint if they share an element', () => {
    expect(disjoint(image, image)).toBe(false);
    expect(disjoint(image, slice(image, 1, 3, 1))).toBe(false);
    expect(disjoint(slice(image, 2, 0, 3), slice(image, 2, 2, 2))).toBe(false);
  });

  test('are never called disjoint wrongly', () => {
    const random = generator(3);
    const int = (low: number, high: number): number => low + Math.floor(random() * (high - low + 1));
    const part = (x: Tensor): Tensor =>
      x.shape.reduce((view, size, axis) => {
        const [start, step] = [int(0, size - 1), int(1, 2)];
        return slice(view, axis, start, int(1, Math.ceil((size - start) / step)), step);
      }, x);
    let found = 0;
    for (let i = 0; i < 2000; i++) {
      const x = plan.allocate(
        [int(1, 3), int(1, 6), int(1, 6)],
        [
          [0, 1, 2],
          [0, 2, 1],
        ][int(0, 1)],
      );
      const cut = x.shape[1]! % 2 ? x : split(x, 1, 2, x.shape[1]! / 2);
      const [a, b] = [part(x), part(cut)];
      if (!disjoint(a, b)) continue;
      found++;
      const places = new Set(addresses(a));
      expect(addresses(b).some((at) => places.has(at))).toBe(false);
    }
    expect(found).toBeGreaterThan(300);
  });
});

const [one, other]: Kernel[] = [
  { name: 'one', code: '' },
  { name: 'other', code: '' },
];
const task = (kernel: Kernel, reads: Tensor[], writes: Tensor[]): Task => ({
  kernel,
  reads,
  writes,
  grid: [1, 1],
  describe: () => [],
});
const tensors = (count: number): Tensor[] => Array.from({ length: count }, () => plan.allocate([8]));

describe('waves', () => {
  test('join tasks of one kernel that do not depend on each other', () => {
    const [x, a, b, c] = tensors(4) as [Tensor, Tensor, Tensor, Tensor];
    const tasks = [task(one!, [x], [a]), task(other!, [a], [b]), task(one!, [x], [c]), task(one!, [b], [c])];
    expect(wavesOf(tasks).map((wave) => wave.tasks.map((each) => tasks.indexOf(each)))).toEqual([[0, 2], [1], [3]]);
  });

  test('keep the order of what is read and then overwritten', () => {
    const [x, a, b] = tensors(3) as [Tensor, Tensor, Tensor];
    expect(wavesOf([task(one!, [a], [b]), task(one!, [x], [a])])).toHaveLength(2);
    expect(wavesOf([task(one!, [x], [a]), task(one!, [x], [a])])).toHaveLength(2);
    const [low, high] = [slice(a, 0, 0, 4), slice(a, 0, 4, 4)];
    expect(wavesOf([task(one!, [x], [low]), task(one!, [x], [high])])).toHaveLength(1);
  });
});

test('stores share memory only if no wave comes between them', () => {
  const [x, a, b, c, y] = tensors(5) as [Tensor, Tensor, Tensor, Tensor, Tensor];
  const waves = [
    [x, a],
    [a, b],
    [b, c],
    [c, y],
  ].map(([from, to]) => ({
    kernel: one!,
    tasks: [task(one!, [from!], [to!])],
  }));
  const size = place(waves, [x.store], [y.store]);
  const overlap = (p: Store, q: Store): boolean => p.address < q.address + q.size && q.address < p.address + p.size;
  for (const [p, q] of [
    [x, a],
    [a, b],
    [b, c],
    [c, y],
  ] as const)
    expect(overlap(p.store, q.store)).toBe(false);
  expect(size).toBe(2 * elements(x.shape));
});

describe('the parts of a batch', () => {
  test.each([
    [1, [1]],
    [5, [6]],
    [7, [8]],
    [9, [8, 1]],
    [11, [12]],
    [25, [24, 1]],
    [64, [64]],
    [150, [64, 64, 24]],
  ])('of %d samples have few sizes', (batch, sizes) => {
    const parts = partsOf(batch, 64);
    expect(parts.map(({ size }) => size)).toEqual(sizes);
    expect(parts.reduce((sum, { count }) => sum + count, 0)).toBe(batch);
    parts.forEach(({ start, count, size }, i) => {
      expect(count).toBeLessThanOrEqual(size);
      expect(start + count).toBe(parts[i + 1]?.start ?? batch);
    });
  });

  test('are no larger than memory allows', () => {
    expect(partsOf(11, 5).map(({ size }) => size)).toEqual([4, 4, 3]);
    expect(partsOf(3, 1).map(({ size }) => size)).toEqual([1, 1, 1]);
  });
});
