/** A place in memory, in bytes. */
export type Address = number;

/** What layers compute with. Strides and distances are in bytes, counts in numbers of 32 bits. */
export interface Kernels {
  /** Prepares a matrix (k, n) for `multiply`, which may read it where it is: it must not change before. */
  pack(b: Address, row: number, column: number, to: Address, k: number, n: number): void;
  /** C (m, n) = A (m, k) B (k, n), or C += A B. B is packed. */
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
  /** The patches of some images; a geometry is that of kernels/patches.ts. */
  unfold(geometry: Address, images: number, image: Address, patches: Address, row: number): void;
  /** Adds patches to images at the places from which `unfold` takes them. */
  fold(geometry: Address, images: number, image: Address, patches: Address, row: number): void;
  clear(to: Address, count: number): void;
  copy(from: Address, to: Address, count: number): void;
  /** Copies one row to each of m rows of n numbers. */
  spread(row: Address, to: Address, m: number, n: number): void;
  /** Adds a multiple of one row to each of m rows of n numbers. */
  addRow(row: Address, to: Address, m: number, n: number, factor: number): void;
  /** Adds a multiple of each of m rows of n numbers to one row. */
  sumRows(from: Address, to: Address, m: number, n: number, factor: number): void;
  relu(x: Address, y: Address, count: number): void;
  reluGradient(y: Address, dy: Address, dx: Address, count: number): void;
  silu(x: Address, y: Address, count: number): void;
  siluGradient(x: Address, dy: Address, dx: Address, count: number): void;
}

/** Memory that layers use in turn; it has an address once all of them have said how much they need. */
export interface Scratch {
  need: number;
  address: Address;
}

/** Where layers compute: memory, and the kernels that work on it. */
export interface Workspace {
  readonly kernels: Kernels;
  /** The patches of some images, and a packed matrix. */
  readonly patches: Scratch;
  readonly packed: Scratch;
  /** The bytes of patches that are made at once, if they are of more than one image. */
  readonly atOnce: number;
  /** Reserves zeros. Views of memory that were made before are no longer valid. */
  reserve(floats: number): Address;
  /** A view of memory, valid until more is reserved. */
  floats(address: Address, count: number): Float32Array<ArrayBuffer>;
  /** Reserves some whole numbers. */
  words(values: readonly number[]): Address;
}
