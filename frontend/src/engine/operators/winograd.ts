import { bits, describeContract } from '../encode';
import { WINOGRAD } from '../kernels/ops';
import { pack, padded, type Packed } from '../pack';
import type { ContractStep, KernelStep } from '../plan';
import type { Site } from '../site';
import { constant, type Tensor } from '../tensor';
import { affords } from './budget';
import { shapeOf, surrounded } from './convolution';
import { axisOver, type Axis, type Phase, type Slide } from './geometry';
import { costOf, evaluation, firstOf, tapsOf, tilingsOf } from './tiling';

/** Bytes of the transformed inputs and products of a block of tiles, so that they stay in the core's own cache. */
const BLOCK = 384 * 1024;

/**
 * A convolution over images by Winograd's method; undefined where it does not apply or takes longer than plain
 * multiplication. It applies to adjacent taps at every pixel, also in each phase of a transposed convolution.
 */
export function winograd(site: Site, x: Tensor, w: Tensor, bias?: Tensor, slides: Slide[] = []): Tensor | undefined {
  const { plan, node } = site;
  const { width, channels, groups } = shapeOf(site, x, w, bias);
  if (groups > 1 || channels % 4) return undefined;
  const axes = slides.map((slide, i) => axisOver(x.shape[i + 2]!, slide, node.op === 'ConvTranspose')) as [Axis, Axis];
  const [rows, columns] = axes;
  const taps = tapsOf(rows);
  if (!taps || taps !== tapsOf(columns)) return undefined;
  const parts = rows.phases.flatMap((down) => columns.phases.map((along) => [down, along] as [Phase, Phase]));
  const images = x.shape[0]!;
  const pixels = images * rows.phases[0]!.count * columns.phases[0]!.count;
  const direct = parts.length * costOf(pixels, taps ** 2 * channels, width);
  const tiling = tilingsOf(axes, taps, images, channels, width).find(
    ({ side, cost }) =>
      cost < direct && affords(site, `winograd ${side}`, 4 * side ** 2 * channels * parts.length * width),
  );
  if (!tiling) return undefined;
  const { side, outputs, tiles } = tiling;
  // made when the plan is installed: many plans are only looked at
  const weights = (): Packed[] =>
    site.once(`winograd ${side}`, () => weightsOf(w, node.op === 'ConvTranspose', parts, taps, side));
  const inputs = surrounded(
    plan,
    x,
    axes.map(({ before }, i) => ({
      before,
      after: Math.max(0, tiles[i]! * outputs + taps - 1 - before - x.shape[i + 2]!),
    })),
  );
  const out = plan.allocate([images, width, rows.size, columns.size], [0, 2, 3, 1]);
  const total = parts.length * width;
  const block = blockOf(images * tiles[0] * tiles[1], 4 * side ** 2 * (channels + total));
  const biases = site.once('winograd', () => padded(bias, width + 4));
  const transformed = plan.allocate([side ** 2, block, channels]);
  const products = plan.allocate([side ** 2, block, total]);
  const table = plan.allocate([2 * block + 6]);
  const step: KernelStep = {
    describe(at) {
      const bytes = ({ strides: [n, , y, x] }: Tensor, [down, along]: number[] = [1, 1]): number[] =>
        [n!, y! * down!, x! * along!].map((stride) => stride * 4);
      return [
        WINOGRAD,
        at(inputs),
        at(biases),
        bits(site.number('slope', 1)),
        at(transformed),
        at(products),
        ...[side, outputs, channels, total, block, images, ...tiles],
        ...bytes(inputs),
        ...bytes(out, [rows.phases[0]!.step, columns.phases[0]!.step]),
        width,
        parts.length,
        ...parts.flatMap(([down, along], i) => [
          at({ ...out, offset: down.start * out.strides[2]! + along.start * out.strides[3]! }),
          i * width,
          -firstOf(down) - rows.before,
          -firstOf(along) - columns.before,
          down.count,
          along.count,
        ]),
        ...weights().flatMap((packed, i) => describeContract(multiplication(packed, i), at)),
      ];
    },
  };
  /** The product of a block's inputs at one position of the tile. */
  const multiplication = (packed: Packed, position: number): ContractStep => ({
    ...packed,
    a: { ...transformed, offset: position * block * channels },
    out: { ...products, offset: position * block * total },
    slope: 1,
    sizes: [1, 1, block],
    inputStrides: [0, 0, channels],
    outputStrides: [0, 0, total],
    channels: total,
    runs: [0],
    length: channels,
    table,
  });
  plan.add(step, [inputs, biases], out, transformed, products, table);
  plan.work += tiling.cost;
  return out;
}

/** Tiles in a block, of which each takes some bytes: full blocks of four, about equal in size. */
function blockOf(tiles: number, bytes: number): number {
  const most = Math.max(16, Math.floor(BLOCK / bytes));
  const each = Math.ceil(tiles / Math.ceil(tiles / most));
  return Math.ceil(each / 4) * 4;
}

/** The weights of the products, one matrix per position in a tile. */
function weightsOf(w: Tensor, transposed: boolean, parts: [Phase, Phase][], taps: number, side: number): Packed[] {
  const [depth, width] = (transposed ? [0, 1] : [1, 0]).map((axis) => w.shape[axis]!) as [number, number];
  const [down, along] = (transposed ? [0, 1] : [1, 0]).map((axis) => w.strides[axis]!) as [number, number];
  const total = parts.length * width;
  const matrix = evaluation(side, taps);
  const matrices = Array.from({ length: side ** 2 }, () => new Float32Array(depth * total));
  const data = w.store.data!;
  const half = new Float64Array(side * taps);
  parts.forEach(([rows, columns], part) => {
    const [ys, xs] = [rows, columns].map((phase) =>
      phase.taps.toSorted((a, b) => a.offset - b.offset).map(({ index }) => index),
    ) as [number[], number[]];
    for (let i = 0; i < depth; i++) {
      for (let o = 0; o < width; o++) {
        const first = w.offset + i * down + o * along;
        for (let r = 0; r < side; r++) {
          for (let b = 0; b < taps; b++) {
            let sum = 0;
            for (let a = 0; a < taps; a++)
              sum += matrix[r]![a]! * data[first + ys[a]! * w.strides[2]! + xs[b]! * w.strides[3]!]!;
            half[r * taps + b] = sum;
          }
          for (let c = 0; c < side; c++) {
            let sum = 0;
            for (let b = 0; b < taps; b++) sum += matrix[c]![b]! * half[r * taps + b]!;
            matrices[r * side + c]![i * total + part * width + o] = sum;
          }
        }
      }
    }
  });
  const rows = Array.from({ length: depth }, (_, i) => i * total);
  return matrices.map((list) => pack(constant([depth, total], list), rows, total, 1, depth));
}
