import { invalid, refuse, unsupported } from './errors';
import { COPY } from './kernels/ops';
import { lower } from './lower';
import { place } from './memory';
import { SEED, type Graph, type Port } from './onnx';
import type { Plan } from './plan';
import type { Runtime } from './runtime';
import { elements, transpose, type Tensor } from './tensor';

/** Bytes of intermediate results per chunk, so that they stay in the core's own cache. */
const CACHE = 512 * 1024;
/** Bytes for samples that are too large for that, and share weights with a few others in the machine's cache. */
const SHARED_CACHE = 8 * 1024 * 1024;
/** The largest chunk, however small its samples. */
const MOST = 32;

/** Outputs as bytes, channels last: `low` becomes 0 and `high` 255. */
export interface Pixels {
  low: number;
  high: number;
}

/** By the name of an input or output. */
export type Values<T> = Record<string, T>;
export type Result = Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** A run in chunks: `advance` computes the next one and returns whether more remain. */
export interface Run {
  advance: () => boolean;
  results: Values<Result>;
}

/** A program for one batch size. */
interface Program {
  run(): void;
  inputs: Tensor[];
  outputs: Tensor[];
  /** Memory for the bytes of one output. */
  bytes: Tensor;
}

/** The number of values in one sample. */
export function sizeOf({ shape }: { shape: number[] }): number {
  return elements(shape.slice(1));
}

/** A graph that is ready to run. Large batches run in chunks, since samples are independent. */
export interface Model {
  inputs: Port[];
  outputs: Port[];
  /** Multiply-adds of one sample. */
  work: number;
  /** Runs `batch` samples, one after the other in each array. */
  run(inputs: Values<Float32Array>, batch: number): Values<Float32Array<ArrayBuffer>>;
  run(inputs: Values<Float32Array>, batch: number, pixels: Pixels): Values<Uint8Array<ArrayBuffer>>;
  begin: (
    inputs: Values<Float32Array>,
    batch: number,
    pixels?: Pixels,
    recycled?: ArrayBuffer,
    /** Random operators draw the same numbers for the same seed, a whole number below 2^24. */
    seed?: number,
  ) => Run;
}

export function modelOf(graph: Graph, runtime: Runtime): Model {
  const { inputs } = graph;
  const { kernels, floats } = runtime;
  /** Programs by chunk size: those with float outputs, and those with byte outputs. */
  const programs: [Program[], Program[]] = [[], []];
  let arena = { address: 0, size: 0 };
  const fixed = inputs.map(({ shape }) => shape[0]!).find((size) => size >= 0);
  for (const {
    name,
    shape: [first = NaN, ...rest],
  } of inputs) {
    if (rest.some((size) => size < 0) || !(first < 0 || first === fixed))
      unsupported(`The input '${name}' must start with the batch, and only the batch may have an open size.`);
  }
  const { plan, tensors } = lower(graph, fixed ?? 1, runtime);
  const work = plan.work / (fixed ?? 1);
  // multiples of four, as the kernels process samples
  const size = place(plan);
  const most = Math.min(MOST, Math.floor(CACHE / size)) & ~3;
  const few = Math.max(1, Math.min(4, Math.floor(SHARED_CACHE / size)));
  const chunk = fixed ?? (graph.whole ? Infinity : most || few);
  if (!chunk) unsupported('The inputs allow only batches of size 0.');
  const outputs = graph.outputs.map(({ name }) => {
    const { shape } = tensors.get(name) ?? invalid(`The output '${name}' is not computed by any node.`);
    if (shape[0] !== (fixed ?? 1))
      unsupported(`The output '${name}' must start with the batch, but its shape is [${shape}].`);
    return { name, shape: shape.with(0, fixed ?? -1) };
  });

  function compile(batch: number, channelsLast: boolean): Program {
    const { plan, inputs, tensors } = lower(graph, batch, runtime);
    const ends = outputs.map((port) => {
      const x = tensors.get(port.name)!;
      if (`${x.shape}` !== `${port.shape.with(0, batch)}`)
        unsupported(`The output '${port.name}' has a size that is not proportional to the batch.`);
      return finish(plan, x, channelsLast);
    });
    const bytes = plan.allocate([Math.max(...ends.map(({ shape }) => Math.ceil(elements(shape) / 4)))]);
    for (const { store } of [...ends, bytes]) store.last = Infinity;
    const size = place(plan);
    if (size > arena.size) arena = { address: runtime.reserve(size), size };
    return { run: runtime.install(plan, arena.address), inputs, outputs: ends, bytes };
  }

  function begin(given: Values<Float32Array>, batch: number, pixels?: Pixels, recycled?: ArrayBuffer, seed = 0): Run {
    const sources = feeds(inputs, given, batch, seed);
    const Numbers = pixels ? Uint8Array : Float32Array;
    const results = outputs.map((port) => {
      const length = sizeOf(port) * batch;
      const bytes = length * Numbers.BYTES_PER_ELEMENT;
      // reuses a recycled buffer if it is large enough
      const buffer = recycled && recycled.byteLength >= bytes ? recycled : new ArrayBuffer(bytes);
      recycled = undefined;
      return new Numbers(buffer, 0, length);
    });
    let start = 0;
    const advance = (): boolean => {
      const count = Math.min(chunk, batch - start);
      const program = (programs[pixels ? 1 : 0][count] ??= compile(fixed ?? count, Boolean(pixels)));
      program.inputs.forEach((tensor, i) => {
        const size = sizeOf(tensor);
        floats(tensor.store.address, count * size).set(sources[i]!.subarray(start * size, (start + count) * size));
      });
      program.run();
      program.outputs.forEach((tensor, i) => {
        const size = sizeOf(tensor);
        let address = tensor.store.address + tensor.offset * 4;
        if (pixels) {
          const scale = 255 / (pixels.high - pixels.low);
          const to = program.bytes.store.address;
          kernels.pixels(address, to, count * size, scale, -pixels.low * scale);
          address = to;
        }
        results[i]!.set(new Numbers(kernels.memory.buffer, address, count * size), start * size);
      });
      return (start += count) < batch;
    };
    return { advance, results: Object.fromEntries(outputs.map(({ name }, i) => [name, results[i]!])) };
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- implements two overloads
  function run(given: Values<Float32Array>, batch: number, pixels?: Pixels): any {
    const { advance, results } = begin(given, batch, pixels);
    while (advance());
    return results;
  }

  const ports = inputs.flatMap(({ name, shape }) => (name === SEED ? [] : { name, shape }));
  return { inputs: ports, outputs, work, run, begin };
}

/** The values of each input, which are checked. */
export function feeds(inputs: Port[], given: Values<Float32Array>, batch: number, seed = 0): Float32Array[] {
  return inputs.map((port) => {
    const values = port.name === SEED && batch > 0 ? new Float32Array(batch).fill(seed) : given[port.name];
    const size = sizeOf(port);
    if (!(batch > 0) || values?.length !== size * batch) {
      refuse(`The input '${port.name}' takes ${batch} times ${size} numbers, got ${values?.length ?? 'none'}.`);
    }
    return values;
  });
}

/** An output of the model in ONNX's order, or channels last. */
export function finish(plan: Plan, x: Tensor, channelsLast: boolean): Tensor {
  const ordered = channelsLast && x.shape.length === 4 ? transpose(x, [0, 2, 3, 1]) : x;
  // constants and inputs have no memory of their own to read from
  const own = !x.store.data && plan.steps[x.store.first];
  return own ? plan.contiguous(ordered) : plan.into(plan.allocate(ordered.shape), COPY, ordered);
}
