/**
 * Watches what the engine hands to its kernels: every address of every step must lie in linear memory, behind the
 * kernels' own data. What a step is, the kernels say (map.ts, contract.ts and winograd.ts in src/engine/kernels); this reads it by itself.
 */

interface Exports {
  memory: WebAssembly.Memory;
  base(): number;
  run(steps: number, count: number): void;
  pixels(from: number, to: number, count: number, scale: number, shift: number): void;
}

/** Vectors may be read and written beyond the last element. */
const OVERRUN = 16;

/** Wraps the kernels of an instance, so that a step that would reach outside memory throws a RangeError. */
export function watched(exports: Exports): Exports {
  const { memory } = exports;
  const base = exports.base();
  const within = (what: string, low: number, high: number): void => {
    if (!(low >= base && high + OVERRUN <= memory.buffer.byteLength + OVERRUN && low <= high))
      throw new RangeError(
        `${what} reaches from ${low} to ${high}, but memory from ${base} to ${memory.buffer.byteLength}.`,
      );
  };
  return {
    memory,
    base: () => base,
    run(steps, count) {
      const words = new Int32Array(memory.buffer);
      let at = steps / 4;
      for (let i = 0; i < count; i++) {
        const length = words[at]!;
        const step = words.subarray(at, at + length / 4);
        if (step[1] === -3) tiled(step, within);
        else if (step[1]! < 0) contraction(step, within);
        else mapping(step, within);
        at += length / 4;
      }
      exports.run(steps, count);
    },
    pixels(from, to, count, scale, shift) {
      within('pixels', from, from + count * 4);
      within('pixels', to, to + count);
      exports.pixels(from, to, count, scale, shift);
    },
  };
}

type Within = (what: string, low: number, high: number) => void;

/** The lowest and the highest offset of a strided walk. */
function reach(axes: { size: number; stride: number }[]): [number, number] {
  let [low, high] = [0, 0];
  for (const { size, stride } of axes) {
    if (stride < 0) low += (size - 1) * stride;
    else high += (size - 1) * stride;
  }
  return [low, high];
}

function mapping(step: Int32Array, within: Within): void {
  const [, op, ...places] = step;
  const axes = Array.from({ length: step[7]! }, (_, i) => step.subarray(8 + 4 * i, 12 + 4 * i));
  if (axes.length > 16) throw new RangeError(`A map over ${axes.length} axes has no counters.`);
  for (let operand = 0; operand < 3; operand++) {
    const [low, high] = reach(axes.map((axis) => ({ size: axis[0]!, stride: axis[operand + 1]! })));
    within(`operand ${operand} of map ${op}`, places[operand]! + low, places[operand]! + high + 4);
  }
}

/** The fields of a step from the word `first` on, by name. */
function fields<K extends string>(step: Int32Array, first: number, ...names: K[]): Record<K, number> {
  return Object.fromEntries(names.map((name, i) => [name, step[first + i]!])) as Record<K, number>;
}

function contraction(step: Int32Array, within: Within): void {
  const { kind, out, a, weights, bias } = fields(step, 1, 'kind', 'out', 'a', 'weights', 'slope', 'bias');
  const { n, y, x } = fields(step, 7, 'n', 'y', 'x');
  const [there, here] = [fields(step, 10, 'n', 'y', 'x'), fields(step, 13, 'n', 'y', 'x')];
  const { channels, runs, length, table } = fields(step, 16, 'channels', 'runs', 'length', 'table');
  const narrow = kind === -2;
  const offsets = step.subarray(20, 20 + runs);
  const pixels = (strides: typeof there): [number, number] =>
    reach([
      { size: n, stride: strides.n },
      { size: y, stride: strides.y },
      { size: x, stride: strides.x },
    ]);
  const [low, high] = pixels(there);
  for (const offset of offsets) within('input of a contraction', a + low + offset, a + high + offset + length * 4);
  const [first, last] = pixels(here);
  within('output of a contraction', out + first, out + last + channels * 4);
  const padded = narrow ? channels : Math.ceil(channels / 8) * 8;
  within('weights of a contraction', weights, weights + padded * runs * length * 4);
  within('bias of a contraction', bias, bias + padded * (narrow ? 16 : 4));
  within('table of a contraction', table, table + (2 * n * y * x + 6) * 4);
}

/** A convolution by Winograd's method, and the contractions that it consists of. */
function tiled(step: Int32Array, within: Within): void {
  const { a, bias, inputs, products } = fields(step, 2, 'a', 'bias', 'slope', 'inputs', 'products');
  const { side, outputs, depth, width } = fields(step, 7, 'side', 'outputs', 'depth', 'width');
  const { block, images, down, along } = fields(step, 11, 'block', 'images', 'down', 'along');
  const [there, here] = [fields(step, 15, 'n', 'y', 'x'), fields(step, 18, 'n', 'y', 'x')];
  const { channels, parts } = fields(step, 21, 'channels', 'parts');
  const pixels = (rows: number, columns: number, strides: typeof there): number =>
    reach([
      { size: images, stride: strides.n },
      { size: rows, stride: strides.y },
      { size: columns, stride: strides.x },
    ])[1];
  const high = pixels((down - 1) * outputs + side, (along - 1) * outputs + side, there);
  within('input of tiles', a, a + high + depth * 4);
  within('transformed inputs', inputs, inputs + side ** 2 * block * depth * 4);
  within('products', products, products + side ** 2 * block * width * 4);
  within('bias of tiles', bias, bias + Math.ceil(channels / 4) * 16);
  let at = 23;
  for (let part = 0; part < parts; part++, at += 6) {
    const { out, column, rows, columns } = fields(step, at, 'out', 'column', 'top', 'left', 'rows', 'columns');
    within('output of tiles', out, out + pixels(rows, columns, here) + channels * 4);
    within('columns of the products', products, products + (column + channels) * 4);
  }
  for (let position = 0; position < side ** 2; position++, at += step[at]! / 4)
    contraction(step.subarray(at, at + step[at]! / 4), within);
  if (at !== step.length) throw new RangeError('A step by tiles is longer or shorter than it says.');
}
