import { unsupported } from './errors';
import { describe } from './encode';
import { place } from './memory';
import type { Operators } from './operators/plain';
import type { Plan } from './plan';
import { constant, elements, type Store, type Tensor } from './tensor';

export interface Kernels {
  memory: WebAssembly.Memory;
  base(): number;
  run(list: number, count: number): void;
  pixels(from: number, to: number, count: number, scale: number, shift: number): void;
}

/** A plan that stands in linear memory. */
export interface Program {
  list: number;
  count: number;
}

const PAGE = 65536;

/** The operators there are, and linear memory with the kernels over it: what is kept lies below `top`, what passes above. */
export class Runtime {
  private top: number;
  private uploads = new Map<Float32Array, number>();

  constructor(readonly kernels: Kernels, readonly operators: Operators) {
    this.top = kernels.base();
  }

  floats(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.kernels.memory.buffer as ArrayBuffer, address, count);
  }

  bytes(address: number, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.kernels.memory.buffer as ArrayBuffer, address, count);
  }

  /** Makes room up to an address. */
  extend(end: number): void {
    const missing = end - this.kernels.memory.buffer.byteLength;
    if (missing <= 0) return;
    try {
      this.kernels.memory.grow(Math.ceil(missing / PAGE));
    } catch {
      unsupported('The model needs more memory than the browser gives.');
    }
  }

  reserve(bytes: number): number {
    const address = (this.top + 15) & -16;
    this.extend((this.top = address + bytes));
    return address;
  }

  /** Puts a plan whose tensors have their places into an arena, and writes its descriptors. */
  install(plan: Plan, arena: number): Program {
    for (const store of plan.stores) store.address += arena;
    const address = (store: Store): number => (store.data ? this.upload(store.data) : store.address);
    const list = this.reserve(plan.steps.length * 4);
    plan.steps.forEach((step, i) => {
      const words = describe(step, address);
      const at = this.reserve(words.byteLength);
      const memory = new Int32Array(this.kernels.memory.buffer);
      memory.set(words, at / 4);
      memory[list / 4 + i] = at;
    });
    return { list, count: plan.steps.length };
  }

  /** Whatever `work` puts into memory is gone after it. */
  scratch<T>(work: () => T): T {
    const { top, uploads } = this;
    this.uploads = new Map(uploads);
    try {
      return work();
    } finally {
      this.top = top;
      this.uploads = uploads;
    }
  }

  /** The values that a plan over constants gives. */
  evaluate(plan: Plan, outputs: Tensor[]): Tensor[] {
    return this.scratch(() => {
      const dense = outputs.map((output) => (output.store.data ? output : plan.contiguous(output)));
      for (const { store } of dense) store.last = Infinity;
      const { list, count } = this.install(plan, this.reserve(place(plan)));
      this.kernels.run(list, count);
      return dense.map((x) => {
        const { store, shape, offset, integer } = x;
        return store.data ? x : constant(shape, this.floats(store.address + offset * 4, elements(shape)).slice(), integer);
      });
    });
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
