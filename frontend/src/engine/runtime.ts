import { unsupported } from './errors';
import { describe } from './encode';
import { place } from './memory';
import type { Operators } from './operators/plain';
import type { Plan } from './plan';
import { constant, elements, type Tensor } from './tensor';

export interface Kernels {
  memory: WebAssembly.Memory;
  base(): number;
  run(steps: number, count: number): void;
  pixels(from: number, to: number, count: number, scale: number, shift: number): void;
}

const PAGE = 65536;

/** The operators there are, and linear memory with the kernels over it. */
export class Runtime {
  /** What is kept lies below, what passes above. */
  private top: number;
  private uploads = new Map<Float32Array, number>();

  constructor(readonly kernels: Kernels, readonly operators: Operators) {
    this.top = kernels.base();
  }

  /** Views hold until the memory grows. */
  floats(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.kernels.memory.buffer as ArrayBuffer, address, count);
  }

  reserve(bytes: number): number {
    const { memory } = this.kernels;
    const address = (this.top + 15) & -16;
    this.top = address + bytes;
    const missing = this.top - memory.buffer.byteLength;
    try {
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    } catch {
      unsupported('The model needs more memory than the browser gives.');
    }
    return address;
  }

  /** Puts a plan whose tensors have their places into an arena; what it returns runs it. */
  install({ stores, steps }: Plan, arena: number): () => void {
    for (const store of stores) store.address += arena;
    const words = Int32Array.from(steps.flatMap((step) => describe(step, (store) => (store.data ? this.upload(store.data) : store.address))));
    const address = this.reserve(words.byteLength);
    new Int32Array(this.kernels.memory.buffer, address).set(words);
    return () => this.kernels.run(address, steps.length);
  }

  /** The values that a plan over constants gives. Whatever that takes of memory is free after it. */
  evaluate(plan: Plan, outputs: Tensor[]): Tensor[] {
    const { top, uploads } = this;
    this.uploads = new Map(uploads);
    const dense = outputs.map((output) => (output.store.data ? output : plan.contiguous(output)));
    for (const { store } of dense) store.last = Infinity;
    this.install(plan, this.reserve(place(plan)))();
    const results = dense.map((x) => {
      const { store, shape, offset, integer } = x;
      return store.data ? x : constant(shape, this.floats(store.address + offset * 4, elements(shape)).slice(), integer);
    });
    this.top = top;
    this.uploads = uploads;
    return results;
  }

  private upload(data: Float32Array): number {
    let address = this.uploads.get(data);
    if (address === undefined) {
      address = this.reserve(data.byteLength + 16);
      this.floats(address, data.length).set(data);
      this.uploads.set(data, address);
    }
    return address;
  }
}
