import type { Address, Scratch, Workspace } from '../workspace';
import { Recorder } from './recorder';

/** Bytes to whose multiples addresses are rounded up. */
const ALIGN = 16;

/**
 * Memory of a GPU as layers see it. Its kernels write down what is to be done, and nothing is computed here. Views are
 * of numbers that are to be uploaded.
 */
export class GpuWorkspace implements Workspace {
  readonly patches: Scratch = { need: 0, address: 0 };
  readonly packed: Scratch = { need: 0, address: 0 };
  /** Memory for the parts of products. */
  readonly parts: Scratch = { need: 0, address: 0 };
  readonly atOnce = 2 ** 26;
  readonly kernels: Recorder;
  /** The bytes that are reserved. */
  size = 0;
  private readonly views = new Map<Address, Float32Array<ArrayBuffer>>();
  private readonly geometries = new Map<Address, readonly number[]>();

  constructor() {
    this.kernels = new Recorder((address) => this.geometries.get(address)!, this.parts);
  }

  reserve(floats: number): Address {
    const address = this.size;
    this.size += Math.ceil((4 * floats) / ALIGN) * ALIGN;
    return address;
  }

  /** Reserves the scratch memory. Factors are read where they are. */
  settle(): void {
    this.patches.address = this.reserve(this.patches.need);
    this.packed.address = this.reserve(1);
  }

  /** Reserves the memory for parts of products, once they have been written down. */
  settleParts(): void {
    this.parts.address = this.reserve(this.parts.need);
  }

  floats(address: Address, count: number): Float32Array<ArrayBuffer> {
    let view = this.views.get(address);
    if (view?.length !== count) this.views.set(address, (view = new Float32Array(count)));
    return view;
  }

  /** All views, by their addresses. */
  get uploads(): ReadonlyMap<Address, Float32Array<ArrayBuffer>> {
    return this.views;
  }

  words(values: readonly number[]): Address {
    const address = this.reserve(1);
    this.geometries.set(address, values);
    return address;
  }
}
