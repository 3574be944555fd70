import type { Address, Workspace } from '../workspace';

/** The rows, columns and channels of one item. Channels are last in memory. */
export type Shape = readonly [rows: number, columns: number, channels: number];

/** A layer of a network. */
export interface Layer {
  /** The shape of an item of its output. */
  readonly shape: Shape;
  /** Reserves memory for up to n items at once. */
  place(workspace: Workspace, n: number): void;
  /** Must be called after the weights have changed. */
  prepare?(): void;
  /** The outputs for n items at an address. They stay until the next call. */
  forward(x: Address, n: number): Address;
  /**
   * Adds the gradient of the weights for the items of the last call, given that of the outputs, which may be
   * overwritten. Returns the gradient of the inputs, if that is wanted.
   */
  backward(dy: Address, n: number, wanted: boolean): Address;
  /** Must be called after the last `backward` of a step. */
  finish?(): void;
}

export function sizeOf([rows, columns, channels]: Shape): number {
  return rows * columns * channels;
}

/** Whether an item is a curve (1, length, lines), and not a picture. */
export function isCurve([rows]: Shape): boolean {
  return rows === 1;
}
