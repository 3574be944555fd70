import { ADD, COPY, MUL, SUB } from '../kernels/ops';
import type { Operator } from '../site';
import { slice, transpose, type Tensor } from '../tensor';
import { gather } from './gathering';
import { part } from './part';

/** Rotates pairs of numbers by angles that depend on the position. */
export const rotaryEmbedding: Operator = (site, x, cosines, sines, positions) => {
  const { plan } = site;
  const whole = x.shape.length === 4;
  const [n, length] = (whole ? [x.shape[0], x.shape[2]] : x.shape) as [number, number];
  const heads = site.number('num_heads', 0) || x.shape[1]!;
  const rows = whole ? transpose(x, [0, 2, 1, 3]) : plan.reshape(x, [n, length, heads, x.shape[2]! / heads]);
  const size = rows.shape[3]!;
  const turned = site.number('rotary_embedding_dim', 0) || size;
  const half = turned / 2;
  const [cos, sin] = [cosines, sines].map((cache) => {
    const own = positions ? (gather(part(site, 'angles'), cache, positions) as Tensor) : cache;
    return plan.reshape(own, [...own.shape.slice(0, -1), 1, half]);
  }) as [Tensor, Tensor];
  const interleaved = site.number('interleaved', 0);
  const at = (view: Tensor, second: number): Tensor =>
    interleaved ? slice(view, 3, second, half, 2) : slice(view, 3, second * half, half);
  const [a, b] = [at(rows, 0), at(rows, 1)];
  const out = plan.allocate(rows.shape);
  plan.into(at(out, 0), SUB, plan.map(MUL, cos, a), plan.map(MUL, sin, b));
  plan.into(at(out, 1), ADD, plan.map(MUL, sin, a), plan.map(MUL, cos, b));
  if (turned < size) plan.into(slice(out, 3, turned, size - turned), COPY, slice(rows, 3, turned, size - turned));
  return whole ? transpose(out, [0, 2, 1, 3]) : plan.reshape(out, x.shape);
};
