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

function contraction(step: Int32Array, within: Within): void {
  const [, kind, out, a, weights, , bias, n, y, x, an, ay, ax, on, oy, ox, channels, runs, length, table] =
    step as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
  const narrow = kind === -2;
  const offsets = step.subarray(20, 20 + runs);
  const [low, high] = reach([
    { size: n, stride: an },
    { size: y, stride: ay },
    { size: x, stride: ax },
  ]);
  for (const offset of offsets) within('input of a contraction', a + low + offset, a + high + offset + length * 4);
  const [first, last] = reach([
    { size: n, stride: on },
    { size: y, stride: oy },
    { size: x, stride: ox },
  ]);
  within('output of a contraction', out + first, out + last + channels * 4);
  const padded = narrow ? channels : Math.ceil(channels / 8) * 8;
  within('weights of a contraction', weights, weights + padded * runs * length * 4);
  within('bias of a contraction', bias, bias + padded * (narrow ? 16 : 4));
  within('table of a contraction', table, table + (2 * n * y * x + 6) * 4);
}

/** A convolution by Winograd's method, and the contractions that it consists of. */
function tiled(step: Int32Array, within: Within): void {
  const word = (at: number): number => step[at]!;
  const [a, bias, inputs, products] = [2, 3, 5, 6].map(word) as [number, number, number, number];
  const [side, outputs, depth, width, block, images] = [7, 8, 9, 10, 11, 12].map(word) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const [, high] = reach([
    { size: images, stride: word(15) },
    { size: (word(13) - 1) * outputs + side, stride: word(16) },
    { size: (word(14) - 1) * outputs + side, stride: word(17) },
  ]);
  within('input of tiles', a, a + high + depth * 4);
  within('transformed inputs', inputs, inputs + side ** 2 * block * depth * 4);
  within('products', products, products + side ** 2 * block * width * 4);
  const [channels, parts] = [word(21), word(22)];
  within('bias of tiles', bias, bias + Math.ceil(channels / 4) * 16);
  let at = 23;
  for (let part = 0; part < parts; part++, at += 6) {
    const [, last] = reach([
      { size: images, stride: word(18) },
      { size: word(at + 4), stride: word(19) },
      { size: word(at + 5), stride: word(20) },
    ]);
    within('output of tiles', word(at), word(at) + last + channels * 4);
    within('columns of the products', products, products + (word(at + 1) + channels) * 4);
  }
  for (let position = 0; position < side ** 2; position++, at += word(at) / 4)
    contraction(step.subarray(at, at + word(at) / 4), within);
  if (at !== step.length) throw new RangeError('A step by tiles is longer or shorter than it says.');
}
