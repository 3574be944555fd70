import { MIX } from '../kernels/ops';
import { pack, type Packed } from '../pack';
import type { Site } from '../site';
import { elements, transpose, type Tensor } from '../tensor';

/** A product of stacks of matrices. */
export type Product = (site: Site, a: Tensor, b: Tensor, bias?: Tensor) => Tensor;

/** A product with a constant matrix. */
export const fixedProduct: Product = (site, a, b, bias) => {
  const { plan } = site;
  const [depth, columns] = b.shape as [number, number];
  if (!b.store.data || b.shape.length !== 2 || a.shape.length < 2) site.lacks('with two computed factors');
  if (a.shape.at(-1) !== depth) site.fail(`matrices of shapes [${a.shape}] and [${b.shape}] do not fit.`);
  const out = plan.allocate(a.shape.with(-1, columns));
  const [down, along] = b.strides as [number, number];
  const packed = site.once('', () =>
    pack(
      b,
      Array.from({ length: depth }, (_, i) => b.offset + i * down),
      columns,
      along,
      depth,
      bias,
    ),
  );
  contractRows(site, plan.contiguous(a), out, packed, depth, site.number('slope', 1));
  return out;
};

/** Y = alpha A B + beta C, A and B perhaps transposed. */
export const gemm =
  (product: Product): Product =>
  (site, a, b, c) => {
    if (a.shape.length !== 2 || b.shape.length !== 2) site.fail('two matrices are expected.');
    if (site.number('transA', 0)) a = transpose(a, [1, 0]);
    if (site.number('transB', 0)) b = transpose(b, [1, 0]);
    const alpha = site.number('alpha', 1);
    const beta = site.number('beta', 1);
    const plain = alpha === 1 && beta === 1;
    const whole =
      plain && (!c || (c.store.data && elements(c.shape) === c.shape.at(-1) && elements(c.shape) === b.shape[1]));
    const out = product(site, a, b, whole ? c : undefined);
    return whole ? out : site.plan.map(MIX, out, c ?? out, alpha, c ? beta : 0);
  };

export function contractRows(
  { plan }: Site,
  a: Tensor,
  out: Tensor,
  packed: Packed,
  depth: number,
  slope: number,
): void {
  const columns = out.shape.at(-1)!;
  plan.contract({
    ...packed,
    a,
    out,
    slope,
    sizes: [1, 1, elements(out.shape) / columns],
    inputStrides: [0, 0, depth],
    outputStrides: [0, 0, columns],
    channels: columns,
    runs: [0],
    length: depth,
  });
}
