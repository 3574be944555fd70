import { ADD, COPY } from '../kernels/ops';
import { PANEL } from '../pack';
import { broadcast, constant, expand, scalar, slice, split, transpose, type Tensor } from '../tensor';
import { contractRows, fixedProduct, type Product } from './product';

/** A product whose second factor is computed while the model runs: it is packed again each time, matrix by matrix. */
export const anyProduct: Product = (site, a, b, bias) => {
  if (b.store.data && b.shape.length === 2) return fixedProduct(site, a, b, bias);
  const { plan } = site;
  const [rows, depth] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  if (depth !== b.shape.at(-2)) site.fail(`matrices of shapes [${a.shape}] and [${b.shape}] do not fit.`);
  const lead = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  const out = plan.allocate([...lead, rows, columns]);
  const zeros = site.once(`zeros ${columns}`, () => constant([columns + PANEL], new Float32Array(columns + PANEL)));
  const matrices = (x: Tensor, shape: number[]): Tensor[] =>
    lead.reduce(
      (list, size) => list.flatMap((view) => Array.from({ length: size }, (_, i) => dropFirst(view, i))),
      [expand(x, shape)],
    );
  const lefts = matrices(plan.contiguous(a), [...lead, rows, depth]);
  const rights = matrices(b, [...lead, depth, columns]);
  matrices(out, out.shape).forEach((target, i) => {
    const weights = plan.allocate([Math.ceil(columns / PANEL), depth, PANEL]);
    const full = Math.floor(columns / PANEL);
    const whole = slice(rights[i]!, 1, 0, full * PANEL);
    plan.into(slice(weights, 0, 0, full), COPY, transpose(split(whole, 1, full, PANEL), [1, 0, 2]));
    if (columns % PANEL) {
      const rest = dropFirst(weights, full);
      plan.into(rest, COPY, scalar(0));
      plan.into(slice(rest, 1, 0, columns % PANEL), COPY, slice(rights[i]!, 1, full * PANEL, columns % PANEL));
    }
    contractRows(site, lefts[i]!, target, { weights, bias: zeros, narrow: false }, depth, 1);
  });
  return bias ? plan.map(ADD, out, bias) : out;
};

/** Treats vectors as matrices of one row or column. */
export const withVectors =
  (product: Product): Product =>
  (site, a, b, bias) => {
    const row = a.shape.length === 1;
    const column = b.shape.length === 1;
    if (row) a = { ...a, shape: [1, ...a.shape], strides: [0, ...a.strides] };
    if (column) b = { ...b, shape: [...b.shape, 1], strides: [...b.strides, 0] };
    const out = product(site, a, b, bias);
    return row || column
      ? site.plan.reshape(
          out,
          out.shape.filter(
            (_, axis) => axis < out.shape.length - 2 || (axis === out.shape.length - 2 ? !row : !column),
          ),
        )
      : out;
  };

/** Element i along the first axis. */
function dropFirst(x: Tensor, i: number): Tensor {
  return { ...x, shape: x.shape.slice(1), strides: x.strides.slice(1), offset: x.offset + i * x.strides[0]! };
}
