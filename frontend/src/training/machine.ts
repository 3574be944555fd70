import binaries from './kernels/index.ts?kernels';

/** A place in linear memory, in bytes. */
export type Address = number;

/** The exports of kernels/, which describes them. */
export interface Kernels {
  memory: WebAssembly.Memory;
  base(): Address;
  pack(b: Address, row: number, column: number, to: Address, k: number, n: number): void;
  multiply(
    a: Address,
    aRow: number,
    aColumn: number,
    b: Address,
    c: Address,
    cRow: number,
    m: number,
    n: number,
    k: number,
    add: 0 | 1,
  ): void;
  unfold(geometry: Address, images: number, image: Address, patches: Address, row: number): void;
  fold(geometry: Address, images: number, image: Address, patches: Address, row: number): void;
  values(from: Address, to: Address, count: number): void;
  spread(row: Address, to: Address, m: number, n: number): void;
  sumRows(from: Address, to: Address, m: number, n: number): void;
  relu(x: Address, y: Address, count: number): void;
  reluGradient(y: Address, dy: Address, dx: Address, count: number): void;
  silu(x: Address, y: Address, count: number): void;
  siluGradient(x: Address, dy: Address, dx: Address, count: number): void;
  tanh(x: Address, count: number): void;
  squared(x: Address, wanted: Address, dx: Address, count: number, scale: number): number;
  difference(x: Address, wanted: Address, to: Address, count: number): number;
  bernoulli(x: Address, wanted: Address, dx: Address, count: number, scale: number): number;
}

/** Memory that layers use in turn; it has an address once all of them have said how much they need. */
export interface Scratch {
  need: number;
  address: Address;
}

const PAGE = 65536;
/** Kernels read up to this many bytes beyond the end of an array. */
const SLACK = 64;

/** Linear memory, and the kernels that work on it. */
export class Machine {
  /** The patches of a few images, and a packed matrix. */
  readonly patches: Scratch = { need: 0, address: 0 };
  readonly packed: Scratch = { need: 0, address: 0 };
  private top: Address;

  private constructor(readonly kernels: Kernels) {
    this.top = kernels.base();
  }

  /** Rejects with a sentence if the browser has no WebAssembly with SIMD. */
  static async create(): Promise<Machine> {
    const binary = binaries.find((one) => WebAssembly.validate(one));
    if (!binary) throw new Error('This browser has no WebAssembly with SIMD, so it cannot train. Use a newer one.');
    const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(binary));
    return new Machine(exports as unknown as Kernels);
  }

  /** Reserves zeros. Views of memory that were made before are no longer valid. */
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

  /** A view of memory, valid until more is reserved. */
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
