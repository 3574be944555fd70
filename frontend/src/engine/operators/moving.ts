import { PANEL } from '../pack';
import { broadcast, constant, expand, scalar, slice, split, transpose, type Tensor } from '../tensor';
import { contractRows, type Moving } from './product';

/** The second factor is packed anew each time, matrix by matrix. */
export const packedAnew: Moving = (site, a, b, alpha, bias, beta) => {
  const { plan } = site;
  const [rows, depth] = a.shape.slice(-2) as [number, number];
  const columns = b.shape.at(-1)!;
  const lead = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
  let out = plan.allocate([...lead, rows, columns]);
  const zeros = site.once('zeros', () => constant([columns + PANEL], new Float32Array(columns + PANEL)));
  const matrices = (x: Tensor, shape: number[]): Tensor[] => lead.reduce(
    (list, size) => list.flatMap((view) => Array.from({ length: size }, (_, i) => dropFirst(view, i))), [expand(x, shape)]);
  const lefts = matrices(a, [...lead, rows, depth]);
  const rights = matrices(b, [...lead, depth, columns]);
  matrices(out, out.shape).forEach((target, i) => {
    const weights = plan.allocate([Math.ceil(columns / PANEL), depth, PANEL]);
    const full = Math.floor(columns / PANEL);
    const whole = slice(rights[i]!, 1, 0, full * PANEL);
    plan.into(slice(weights, 0, 0, full), 'copy', transpose(split(whole, 1, full, PANEL), [1, 0, 2]));
    if (columns % PANEL) {
      const rest = dropFirst(weights, full);
      plan.into(rest, 'copy', scalar(0));
      plan.into(slice(rest, 1, 0, columns % PANEL), 'copy', slice(rights[i]!, 1, full * PANEL, columns % PANEL));
    }
    contractRows(site, lefts[i]!, target, { weights, bias: zeros, narrow: false }, rows, depth, columns, 1);
  });
  if (alpha !== 1) out = plan.map('scale', out, out, alpha);
  return bias ? plan.map('mix', out, bias, 1, beta) : out;
};

/** The i-th of what the first axis holds. */
function dropFirst(x: Tensor, i: number): Tensor {
  return { ...x, shape: x.shape.slice(1), strides: x.strides.slice(1), offset: x.offset + i * x.strides[0]! };
}
