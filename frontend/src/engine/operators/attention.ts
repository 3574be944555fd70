import { ADD, EQUAL, LESS, LESS_EQUAL, MAX, SCALE, TANH } from '../kernels/ops';
import type { Plan } from '../plan';
import type { Operator, Site } from '../site';
import { BOOL, constant, scalar, split, transpose, type Tensor } from '../tensor';
import { combine } from './combine';
import { choose, compare, negate } from './logic';
import { anyProduct } from './moving';
import { pad } from './padding';
import { part } from './part';
import { counting } from './places';
import { softmaxOver } from './softmax';
import { joined } from './structure';

/** (batch, length, heads * width) as (batch, heads, length, width). */
function headed(site: Site, x: Tensor, heads: number): Tensor {
  if (x.shape.length === 4) return x;
  const [n, length, width] = x.shape as [number, number, number];
  return transpose(site.plan.reshape(x, [n, length, heads, width / heads]), [0, 2, 1, 3]);
}

/** Each head several times, one after the other. */
function repeated(site: Site, x: Tensor, heads: number): Tensor {
  const own = x.shape[1]!;
  if (own === heads) return x;
  return site.plan.reshape(split(split(x, 1, own, 1), 2, 1, heads / own, true), x.shape.with(1, heads));
}

function scaled(plan: Plan, x: Tensor, factor: number): Tensor {
  return plan.map(SCALE, x, x, factor);
}

/** 0 where a condition holds, and -infinity elsewhere. */
function open(site: Site, condition: Tensor): Tensor {
  return choose(site.plan, condition, scalar(0), scalar(-Infinity));
}

/** What is added to the scores of shape (..., queries, keys) to hide keys from queries; undefined if all are seen. */
function biasOf(
  site: Site,
  [queries, keys]: [number, number],
  mask?: Tensor,
  past?: Tensor,
  lengths?: Tensor,
): Tensor | undefined {
  const { plan } = site;
  const parts: Tensor[] = [];
  if (mask) {
    const added = mask.type === BOOL ? open(site, mask) : mask;
    const missing = added.shape.map((_, axis) => (axis === added.shape.length - 1 ? keys - added.shape[axis]! : 0));
    const hidden = (): Tensor => scalar(-Infinity);
    parts.push(
      missing.at(-1)! > 0
        ? pad(
            plan,
            added,
            missing.map(() => 0),
            missing,
            hidden,
          )
        : added,
    );
  }
  const each = lengths && plan.reshape(lengths, [lengths.shape[0]!, 1, 1, 1]);
  // the number of keys before the first query
  const before = past || !each ? scalar(past?.shape[2] ?? 0) : plan.map(SCALE, each, each, 1, -queries);
  const ahead = constant(
    [queries, keys],
    Float32Array.from({ length: queries * keys }, (_, i) => (i % keys) - Math.floor(i / keys)),
  );
  const within = (limit: number): Tensor => compare(plan, LESS_EQUAL, ahead, plan.map(SCALE, before, before, 1, limit));
  const left = site.number('left_window_size', -1);
  const right = site.number('right_window_size', -1);
  if (site.number('is_causal', 0)) parts.push(open(site, within(0)));
  if (right >= 0) parts.push(open(site, within(right)));
  if (left >= 0) parts.push(open(site, negate(plan, within(-left - 1))));
  if (each) parts.push(open(site, compare(plan, LESS, counting(keys), each)));
  return parts.length ? parts.reduce((sum, one) => plan.map(ADD, sum, one)) : undefined;
}

/** softmax(Q K^T scale + bias) V, with several heads. */
export const attention: Operator = (site, q, k, v, mask, pastKeys, pastValues, lengths) => {
  const { plan } = site;
  const heads = site.number('q_num_heads', q.shape[1]!);
  const sources = site.number('kv_num_heads', k.shape[1]!);
  const queries = headed(site, q, heads);
  const cached = (past: Tensor | undefined, x: Tensor): Tensor => {
    const now = headed(site, x, sources);
    return past ? joined(site, [past, now], 2) : now;
  };
  const [keys, values] = [cached(pastKeys, k), cached(pastValues, v)];
  const width = queries.shape[3]!;
  const turned = transpose(repeated(site, keys, heads), [0, 1, 3, 2]);
  const products = anyProduct(part(site, 'scores'), queries, turned);
  const raw = scaled(plan, products, site.number('scale', 1 / Math.sqrt(width)));
  const cap = site.number('softcap', 0);
  const scores = cap ? scaled(plan, plan.map(TANH, scaled(plan, raw, 1 / cap)), cap) : raw;
  const bias = biasOf(site, [queries.shape[2]!, keys.shape[2]!], mask, pastKeys, lengths);
  const seen = bias ? plan.map(ADD, scores, bias) : scores;
  let shares = softmaxOver(plan, seen, [3]);
  if (bias) {
    // a query that sees no key gets nothing
    const blind = compare(plan, EQUAL, combine(plan, MAX, bias, [bias.shape.length - 1]), scalar(-Infinity));
    shares = choose(plan, blind, scalar(0), shares);
  }
  const out = anyProduct(part(site, 'values'), shares, repeated(site, values, heads));
  const [n, , length, depth] = out.shape as [number, number, number, number];
  const y = q.shape.length === 4 ? out : plan.reshape(transpose(out, [0, 2, 1, 3]), [n, length, heads * depth]);
  const stages = [raw, scores, seen, shares];
  return [y, keys, values, stages[site.number('qk_matmul_output_mode', 0)] ?? raw];
};
