import { pack } from '../pack';
import type { Site } from '../site';
import { broadcast, elements, slice, split, transpose, type Tensor } from '../tensor';

/** A product both of whose factors are computed as the model runs. */
export type Moving = (site: Site, a: Tensor, b: Tensor, alpha: number, bias: Tensor | undefined, beta: number) => Tensor;

export const fixedOnly: Moving = (site) => site.lacks('of two results');

/** Y = alpha A B + beta C, A and B perhaps transposed. */
export const gemm = (moving: Moving) => (site: Site, a: Tensor, b: Tensor, c?: Tensor): Tensor => {
  if (a.shape.length !== 2 || b.shape.length !== 2) site.fail('two matrices are expected.');
  if (site.number('transA', 0)) a = transpose(a, [1, 0]);
  if (site.number('transB', 0)) b = transpose(b, [1, 0]);
  const alpha = site.number('alpha', 1);
  const beta = site.number('beta', 1);
  const bias = c?.store.data && elements(c.shape) === c.shape.at(-1) && elements(c.shape) === b.shape[1] ? c : undefined;
  const out = product(moving, site, a, b, alpha, bias, beta);
  if (!c || bias) return out;
  return site.plan.map('mix', out, c, 1, beta);
};

export const matmul = (moving: Moving) => (site: Site, a: Tensor, b: Tensor): Tensor => {
  const row = a.shape.length === 1;
  const column = b.shape.length === 1;
  if (row) a = { ...a, shape: [1, ...a.shape], strides: [0, ...a.strides] };
  if (column) b = { ...b, shape: [...b.shape, 1], strides: [...b.strides, 0] };
  let out = product(moving, site, a, b);
  if (row) out = slice(out, out.shape.length - 2, 0, 1);
  const shape = out.shape.filter((_, axis) => !(row && axis === out.shape.length - 2) && !(column && axis === out.shape.length - 1));
  return site.plan.reshape(out, shape);
};

function product(moving: Moving, site: Site, a: Tensor, b: Tensor, alpha = 1, bias?: Tensor, beta = 1): Tensor {
  const { plan } = site;
  const depth = a.shape.at(-1)!;
  const rows = a.shape.at(-2)!;
  const columns = b.shape.at(-1)!;
  if (depth !== b.shape.at(-2)) site.fail(`matrices of shapes [${a.shape}] and [${b.shape}] do not fit.`);
  const lead = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  a = plan.contiguous(a);

  if (b.store.data && b.shape.length === 2) {
    const out = plan.allocate([...lead, rows, columns]);
    const follow = site.follow(out.shape.length - 1, out.shape.length, columns);
    const [packed] = site.once('', () => pack(site.runtime, depth, split(b, 0, 1, depth), follow.scale, follow.shift, bias, alpha, beta));
    contractRows(site, a, out, packed!, elements(lead) * rows, depth, columns, follow.slope);
    return out;
  }

  return moving(site, a, b, alpha, bias, beta);
}

export function contractRows(
  { plan }: Site, a: Tensor, out: Tensor, packed: { weights: Tensor; bias: Tensor; narrow: boolean }, rows: number, depth: number, columns: number, slope: number,
): void {
  plan.contract({
    ...packed, a, out, slope, sizes: [1, 1, rows], inputStrides: [0, 0, depth], outputStrides: [0, 0, columns],
    channels: columns, runs: [0], length: depth,
  });
}
