import { bits, within } from '../encode';
import type { ContractStep } from '../plan';
import { elements, type Tensor } from '../tensor';
import { rows, tiles, type Tile } from './shaders/contract';
import { kernels, MOST_GROUPS, type Kernel, type Task } from './task';

/** Tiles for products with few channels, for large ones, and for those that have too few outputs for large tiles. */
const NARROW: Tile = { pixels: 128, channels: 4, own: [2, 2] };
const LARGE: Tile = { pixels: 64, channels: 64, own: [4, 4] };
const SMALL: Tile = { pixels: 16, channels: 32, own: [1, 2] };
/** Pixels up to which each is computed alone. */
const FEW = 4;
/** Large tiles that keep a GPU busy. */
const BUSY = 24;

const kernel = kernels();

function tiled(tile: Tile): Kernel {
  return kernel(`tiles ${tile.pixels} x ${tile.channels}`, () => tiles(tile));
}

/** A contraction as a task. */
export function contraction(step: ContractStep): Task {
  const { a, out, sizes, weights, bias, channels, narrow } = step;
  for (const run of step.runs)
    within({ ...a, shape: [...sizes, step.length], strides: [...step.inputStrides, 1], offset: a.offset + run });
  const target = { ...out, shape: [...sizes, channels], strides: [...step.outputStrides, 1] };
  within(target);
  const pixels = elements(sizes);
  const parts = {
    reads: [whole(a), weights, bias],
    writes: [target],
    describe: (at: (tensor: Tensor) => number): number[] => [
      ...[at(out), at(a), at(weights), at(bias), bits(step.slope)],
      ...[...sizes, ...step.inputStrides, ...step.outputStrides],
      ...[channels, step.runs.length, step.length, Number(narrow), ...step.runs],
    ],
  };
  if (!narrow && pixels <= FEW)
    return {
      ...parts,
      kernel: kernel('rows', () => rows),
      grid: [Math.min(MOST_GROUPS, Math.ceil(channels / 8)), pixels],
    };
  const gridOf = (tile: Tile): [number, number] => [
    Math.min(MOST_GROUPS, Math.ceil(pixels / tile.pixels)),
    Math.ceil(channels / tile.channels),
  ];
  const [down, along] = gridOf(LARGE);
  const tile = narrow ? NARROW : down * along >= BUSY ? LARGE : SMALL;
  return { ...parts, kernel: tiled(tile), grid: gridOf(tile) };
}

/** All that is in the store of a view. */
function whole(view: Tensor): Tensor {
  return { ...view, shape: [view.store.size], strides: [1], offset: 0 };
}
