import { unsupported } from './errors';
import { describe } from './encode';
import { place } from './memory';
import type { Operators } from './operators/plain';
import type { Plan, Step } from './plan';
import { constant, elements, type Tensor } from './tensor';

export interface Kernels {
  memory: WebAssembly.Memory;
  base(): number;
  run(steps: number, count: number): void;
  pixels(from: number, to: number, count: number, scale: number, shift: number): void;
}

const PAGE = 65536;

/** The operators, and linear memory with the kernels that work on it. */
export interface Runtime {
  operators: Operators;
  /** Those that are affine in one input when the others are known. */
  affine: Operators;
  kernels: Kernels;
  /** A view of memory, valid until the memory grows. */
  floats: (address: number, count: number) => Float32Array<ArrayBuffer>;
  reserve(bytes: number): number;
  /** Places a plan with assigned addresses into an arena. Returns a function that runs it. */
  install(plan: Plan, arena: number): () => void;
  /** Evaluates a plan over constants. The memory that it needs is free again afterwards. */
  evaluate(plan: Plan, outputs: Tensor[]): Tensor[];
}

/** Puts the steps of a plan, whose tensors have addresses, in another order that gives the same results. */
export type Arrange = (steps: Step[]) => Step[];

export function runtimeOf(kernels: Kernels, operators: Operators, affine: Operators, arrange: Arrange): Runtime {
  const { memory } = kernels;
  /** The end of permanent memory; temporary memory is above it. */
  let top = kernels.base();
  let uploads = new Map<Float32Array, number>();
  /** The work spent on constants so far. */
  let spent = 0;

  const floats = (address: number, count: number): Float32Array<ArrayBuffer> =>
    new Float32Array(memory.buffer, address, count);

  function reserve(bytes: number): number {
    const address = (top + 15) & -16;
    top = address + bytes;
    const missing = top - memory.buffer.byteLength;
    try {
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    } catch {
      unsupported('The model needs more memory than the browser provides.');
    }
    return address;
  }

  function upload(data: Float32Array): number {
    let address = uploads.get(data);
    if (address === undefined) {
      address = reserve(data.byteLength + 16);
      floats(address, data.length).set(data);
      uploads.set(data, address);
    }
    return address;
  }

  function install({ stores, steps }: Plan, arena: number): () => void {
    for (const store of stores) store.address += arena;
    const arranged = arrange(steps);
    const words = Int32Array.from(
      arranged.flatMap((step) => describe(step, ({ data, address }) => (data ? upload(data) : address))),
    );
    const program = reserve(words.byteLength);
    new Int32Array(memory.buffer, program).set(words);
    return () => kernels.run(program, arranged.length);
  }

  function evaluate(plan: Plan, outputs: Tensor[]): Tensor[] {
    spent = plan.work += spent;
    const before = [top, uploads] as const;
    uploads = new Map(uploads);
    const dense = outputs.map((output) => (output.store.data ? output : plan.contiguous(output)));
    for (const { store } of dense) store.last = Infinity;
    install(plan, reserve(place(plan)))();
    const results = dense.map((x) => {
      const { store, shape, offset, type } = x;
      return store.data ? x : constant(shape, floats(store.address + offset * 4, elements(shape)).slice(), type);
    });
    [top, uploads] = before;
    return results;
  }

  return { operators, affine, kernels, floats, reserve, install, evaluate };
}
