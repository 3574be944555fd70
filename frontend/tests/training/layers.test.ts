import { describe, expect, test } from 'vitest';
import { seeded } from '../../src/math/random';
import { Relu, Silu } from '../../src/training/layers/activation';
import { Composed } from '../../src/training/layers/composed';
import { Convolution } from '../../src/training/layers/convolution';
import { Dense } from '../../src/training/layers/dense';
import { sizeOf, type Layer, type Shape } from '../../src/training/layers/layer';
import type { Window } from '../../src/training/layers/patches';
import { Machine } from '../../src/training/machine';
import { Parameters } from '../../src/training/parameters';

type Numbers = Float64Array;
/** A layer in double precision: the output of one item, with weights in PyTorch's order. */
type Reference = (x: Numbers, weights: ReadonlyMap<string, Numbers>) => Numbers;
interface Case {
  name: string;
  from: Shape;
  make: (parameters: Parameters) => Layer;
  reference: Reference;
}

const SQUARE: Window = { kernel: [4, 4], stride: [2, 2], padding: [1, 1] };
const LINE: Window = { kernel: [1, 4], stride: [1, 2], padding: [0, 1] };

/** W x + b, with the channels of x and y first. */
function dense(name: string, from: Shape, to: Shape): Reference {
  return (x, weights) => {
    const input = channelsFirst(x, from);
    const bias = weights.get(`${name}.bias`)!;
    const output = bias.map((b, j) =>
      input.reduce((sum, value, i) => sum + value * weights.get(`${name}.weight`)![j * input.length + i]!, b),
    );
    return channelsLast(output, to);
  };
}

/** Channels first, from channels last. */
function channelsFirst(x: Numbers, [rows, columns, channels]: Shape): Numbers {
  const places = rows * columns;
  return x.map((_, i) => x[(i % places) * channels + Math.floor(i / places)]!);
}

/** Channels last, from channels first. */
function channelsLast(x: Numbers, [rows, columns, channels]: Shape): Numbers {
  const places = rows * columns;
  return x.map((_, i) => x[(i % channels) * places + Math.floor(i / channels)]!);
}

/** A convolution by its definition, or its transpose: every pair of a place of the image and one of the features. */
function convolution(name: string, from: Shape, to: Shape, window: Window, transposed: boolean): Reference {
  const [image, features] = transposed ? [to, from] : [from, to];
  const { kernel, stride, padding } = window;
  return (x, weights) => {
    const y = new Float64Array(sizeOf(to));
    const weight = weights.get(`${name}.weight`)!;
    for (let i = 0; i < y.length; i++) y[i] = weights.get(`${name}.bias`)![i % to[2]]!;
    for (let f = 0; f < sizeOf(features); f++)
      for (let c = 0; c < image[2]; c++)
        for (let ky = 0; ky < kernel[0]; ky++)
          for (let kx = 0; kx < kernel[1]; kx++) {
            const place = Math.floor(f / features[2]);
            const row = Math.floor(place / features[1]) * stride[0] - padding[0] + ky;
            const column = (place % features[1]) * stride[1] - padding[1] + kx;
            if (row < 0 || column < 0 || row >= image[0] || column >= image[1]) continue;
            const pixel = (row * image[1] + column) * image[2] + c;
            const w = weight[(((f % features[2]) * image[2] + c) * kernel[0] + ky) * kernel[1] + kx]!;
            if (transposed) y[pixel]! += w * x[f]!;
            else y[f]! += w * x[pixel]!;
          }
    return y;
  };
}

const SMALL: Shape = [6, 4, 3];
const GRID: Shape = [3, 2, 5];
const POINT: Shape = [1, 1, 3];
const CURVE: Shape = [1, 8, 2];
const ODD: Shape = [1, 9, 3];
const CASES: Case[] = [
  {
    name: 'a dense layer from a grid',
    from: GRID,
    make: (parameters) => new Dense(parameters, ['a'], GRID, [1, 1, 7]),
    reference: dense('a', GRID, [1, 1, 7]),
  },
  {
    name: 'a dense layer to a grid',
    from: POINT,
    make: (parameters) => new Dense(parameters, ['a'], POINT, GRID),
    reference: dense('a', POINT, GRID),
  },
  ...[
    { name: 'a convolution', from: SMALL, to: GRID, window: SQUARE, transposed: false },
    { name: 'a transposed convolution', from: GRID, to: SMALL, window: SQUARE, transposed: true },
    { name: 'a convolution of curves', from: CURVE, to: [1, 4, 5] as const, window: LINE, transposed: false },
    {
      name: 'a transposed convolution of curves',
      from: CURVE,
      to: [1, 16, 3] as const,
      window: LINE,
      transposed: true,
    },
    {
      name: 'a convolution of curves of odd length',
      from: ODD,
      to: [1, 4, 5] as const,
      window: LINE,
      transposed: false,
    },
    {
      name: 'a transposed convolution to curves of odd length',
      from: [1, 4, 2] as const,
      to: ODD,
      window: { ...LINE, extra: [0, 1] as const },
      transposed: true,
    },
  ].map(({ name, from, to, window, transposed }) => ({
    name,
    from,
    make: (parameters: Parameters) => new Convolution(parameters, 'a', from, to[2], window, transposed),
    reference: convolution('a', from, to, window, transposed),
  })),
  { name: 'a ReLU', from: GRID, make: () => new Relu('a', GRID), reference: (x) => x.map((v) => Math.max(0, v)) },
  {
    name: 'a SiLU',
    from: GRID,
    make: () => new Silu('a', GRID),
    reference: (x) => x.map((v) => v / (1 + Math.exp(-v))),
  },
  {
    name: 'composed layers',
    from: POINT,
    make: (parameters) => {
      const linear = new Dense(parameters, ['a'], POINT, GRID);
      return new Composed([linear, new Convolution(parameters, 'b', GRID, 3, SQUARE, true)], POINT);
    },
    reference: (x, weights) =>
      convolution('b', GRID, SMALL, SQUARE, true)(dense('a', POINT, GRID)(x, weights), weights),
  },
];

const [ITEMS, STEP] = [3, 1e-5];

describe.each(CASES)('$name', ({ from, make, reference }) => {
  test('has the outputs and the gradients of its definition', async () => {
    const random = seeded(7);
    const machine = await Machine.create();
    const parameters = new Parameters();
    const layer = make(parameters);
    parameters.place(machine);
    const [inputs, outputs] = [sizeOf(from), sizeOf(layer.shape)];
    const [x, dy] = [machine.reserve(ITEMS * inputs), machine.reserve(ITEMS * outputs)];
    layer.place(machine, ITEMS);
    machine.settle();
    parameters.draw(random);
    const xs = machine.floats(x, ITEMS * inputs).map(() => 2 * random() - 1);
    const slopes = new Float32Array(ITEMS * outputs).map(() => 2 * random() - 1);
    machine.floats(x, xs.length).set(xs);
    machine.floats(dy, slopes.length).set(slopes);

    const weights = new Map([...parameters.named()].map(([name, values]) => [name, Float64Array.from(values)]));
    const inputsOf = (item: number): Numbers => Float64Array.from(xs.subarray(item * inputs, (item + 1) * inputs));
    const items = Array.from({ length: ITEMS }, (_, item) => inputsOf(item));
    const value = (): number =>
      items.reduce(
        (sum, item, i) => sum + reference(item, weights).reduce((all, y, j) => all + y * slopes[i * outputs + j]!, 0),
        0,
      );
    /** The derivative of the value by one number, by central differences. */
    const slope = (numbers: Numbers, i: number): number => {
      const before = numbers[i]!;
      numbers[i] = before + STEP;
      const above = value();
      numbers[i] = before - STEP;
      const below = value();
      numbers[i] = before;
      return (above - below) / (2 * STEP);
    };

    layer.prepare?.();
    const y = machine.floats(layer.forward(x, ITEMS), ITEMS * outputs).slice();
    items.forEach((item, i) =>
      reference(item, weights).forEach((wanted, j) => expect(y[i * outputs + j]).toBeCloseTo(wanted, 5)),
    );
    const dx = machine.floats(layer.backward(dy, ITEMS, true), ITEMS * inputs).slice();
    layer.finish?.();
    items.forEach((item, i) => {
      for (let j = 0; j < inputs; j++) expect(dx[i * inputs + j]).toBeCloseTo(slope(item, j), 4);
    });
    for (const [name, found] of parameters.named(parameters.gradient)) {
      for (let i = 0; i < found.length; i += 3)
        expect(found[i], `${name} ${i}`).toBeCloseTo(slope(weights.get(name)!, i), 4);
    }
  });
});
