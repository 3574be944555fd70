import binaries from './kernels/index.ts?kernels';
import type { Address, Kernels, Scratch, Workspace } from './workspace';

/** The exports of kernels/, which describes them. */
interface Exports extends Kernels {
  memory: WebAssembly.Memory;
  base(): Address;
  values(from: Address, to: Address, count: number): void;
  tanh(x: Address, count: number): void;
  squared(x: Address, wanted: Address, dx: Address, count: number, scale: number): number;
  difference(x: Address, wanted: Address, to: Address, count: number): number;
  bernoulli(x: Address, wanted: Address, dx: Address, count: number, scale: number): number;
}

const PAGE = 65536;
/** Kernels read up to this many bytes beyond the end of an array. */
const SLACK = 64;

/** The processor: linear memory, and kernels in WebAssembly. */
export class Machine implements Workspace {
  readonly patches: Scratch = { need: 0, address: 0 };
  readonly packed: Scratch = { need: 0, address: 0 };
  /** They stay in the processor's cache. */
  readonly atOnce = 2 ** 18;
  private top: Address;

  private constructor(readonly kernels: Exports) {
    this.top = kernels.base();
  }

  /** Rejects with a sentence if the browser has no WebAssembly with SIMD. */
  static async create(): Promise<Machine> {
    const binary = binaries.find((one) => WebAssembly.validate(one));
    if (!binary) throw new Error('This browser has no WebAssembly with SIMD, so it cannot train. Use a newer one.');
    const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(binary));
    return new Machine(exports as unknown as Exports);
  }

  reserve(floats: number): Address {
    const address = (this.top + 15) & -16;
    this.top = address + floats * 4 + SLACK;
    const { memory } = this.kernels;
    const missing = this.top - memory.buffer.byteLength;
    try {
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    } catch {
      throw new Error('The browser has not enough memory for this training: choose smaller items, or fewer.');
    }
    return address;
  }

  /** Reserves the scratch memory. */
  settle(): void {
    for (const scratch of [this.patches, this.packed]) scratch.address = this.reserve(scratch.need);
  }

  floats(address: Address, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.kernels.memory.buffer, address, count);
  }

  bytes(address: Address, count: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.kernels.memory.buffer, address, count);
  }

  words(values: readonly number[]): Address {
    const address = this.reserve(values.length);
    new Int32Array(this.kernels.memory.buffer, address).set(values);
    return address;
  }
}
