import { ADD } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { elements, expand, transpose, type Tensor } from '../tensor';
import { combine } from './combine';
import { anyProduct } from './moving';
import { part } from './part';

/** A tensor whose axes have names. */
interface Named {
  labels: string[];
  x: Tensor;
}

/** The labels of one term; the axes of an ellipsis are named by their distance from its end. */
function labelsOf(site: Site, term: string, rank: number): string[] {
  const [before = '', after] = term.split('...') as [string, string?];
  const named = [...before, ...(after ?? '')];
  if (named.length > rank || (after === undefined && named.length !== rank))
    site.fail(`'${term}' does not name the axes of a tensor with ${rank} of them.`);
  const open = Array.from({ length: rank - named.length }, (_, i) => `${rank - named.length - i}`);
  return after === undefined ? named : [...before, ...open, ...after];
}

/** The diagonal along each label that occurs several times. */
function diagonal({ labels, x }: Named): Named {
  const unique = [...new Set(labels)];
  const along = unique.map((label) => [...labels.keys()].filter((axis) => labels[axis] === label));
  const shape = along.map((axes) => x.shape[axes[0]!]!);
  const strides = along.map((axes) => axes.reduce((sum, axis) => sum + x.strides[axis]!, 0));
  return { labels: unique, x: { ...x, shape, strides } };
}

/** Sums over all axes but those in `kept`. */
function summed(site: Site, { labels, x }: Named, kept: string[]): Named {
  const axes = [...labels.keys()].filter((axis) => !kept.includes(labels[axis]!));
  if (!axes.length) return { labels, x };
  const rest = [...labels.keys()].filter((axis) => !axes.includes(axis));
  const sum = combine(site.plan, ADD, x, axes);
  return {
    labels: rest.map((axis) => labels[axis]!),
    x: { ...sum, shape: rest.map((axis) => sum.shape[axis]!), strides: rest.map((axis) => sum.strides[axis]!) },
  };
}

/** The axes in the given order, each group of them as one axis; missing ones have size 1. */
function grouped(site: Site, { labels, x }: Named, groups: string[][]): Tensor {
  const order = groups.flat().map((label) => labels.indexOf(label));
  const ordered = transpose(x, order);
  let at = 0;
  return site.plan.reshape(
    ordered,
    groups.map((group) => elements(ordered.shape.slice(at, (at += group.length)))),
  );
}

/** The sum over all labels of both that are not kept, as a stack of matrix products. */
function product(site: Site, left: Named, right: Named, kept: string[]): Named {
  const a = summed(site, left, [...kept, ...right.labels]);
  const b = summed(site, right, [...kept, ...left.labels]);
  const shared = a.labels.filter((label) => b.labels.includes(label));
  const [stack, inner] = [true, false].map((wanted) => shared.filter((label) => kept.includes(label) === wanted)) as [
    string[],
    string[],
  ];
  const [rows, columns] = [a, b].map(({ labels }) => labels.filter((label) => !shared.includes(label))) as [
    string[],
    string[],
  ];
  const sizes = new Map([a, b].flatMap(({ labels, x }) => labels.map((label, axis) => [label, x.shape[axis]!])));
  const out = anyProduct(
    site,
    grouped(site, a, [...stack.map((label) => [label]), rows, inner]),
    grouped(site, b, [...stack.map((label) => [label]), inner, columns]),
  );
  const labels = [...stack, ...rows, ...columns];
  return {
    labels,
    x: site.plan.reshape(
      out,
      labels.map((label) => sizes.get(label)!),
    ),
  };
}

/** Sums of products over named axes: what equal names do not keep is summed. */
export const einsum: Operator = (site, ...inputs) => {
  const [terms, result] = site.text('equation', '').replace(/\s/g, '').split('->') as [string, string?];
  const split = terms.split(',');
  if (split.length !== inputs.length) site.fail(`'${terms}' does not have a term for each of its inputs.`);
  const named = split.map((term, i) => ({ labels: labelsOf(site, term, inputs[i]!.shape.length), x: inputs[i]! }));
  const all = named.flatMap(({ labels }) => labels);
  const open = [...new Set(all.filter((label) => /\d/.test(label)))].sort((a, b) => Number(b) - Number(a));
  const once = [...new Set(all)].filter((label) => /\D/.test(label) && all.indexOf(label) === all.lastIndexOf(label));
  const [before = '', after] = (result ?? `...${once.sort().join('')}`).split('...') as [string, string?];
  const kept = after === undefined ? [...before] : [...before, ...open, ...after];
  const sizes = new Map<string, number>();
  for (const { labels, x } of named)
    labels.forEach((label, axis) => sizes.set(label, Math.max(sizes.get(label) ?? 0, x.shape[axis]!)));
  const whole = named.map(({ labels, x }) =>
    diagonal({
      labels,
      x: expand(
        x,
        labels.map((label) => sizes.get(label)!),
      ),
    }),
  );
  const total = whole.reduce((left, right, i) =>
    product(part(site, `product ${i}`), left, right, [...kept, ...whole.slice(i + 1).flatMap(({ labels }) => labels)]),
  );
  const { labels, x } = summed(site, total, kept);
  if (kept.length !== labels.length || !kept.every((label) => labels.includes(label)))
    site.fail(`'${result}' names axes that its inputs do not have.`);
  return transpose(
    x,
    kept.map((label) => labels.indexOf(label)),
  );
};
