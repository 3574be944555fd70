import { LESS, NORMAL, SCALE, UNIFORM } from '../kernels/ops';
import type { Operator, Site } from '../site';
import { count, slice, type Tensor } from '../tensor';
import { compare } from './logic';
import { counting } from './places';

/**
 * Random numbers of a shape. Each follows from its sample's seed, its place in the sample and the node, so that a
 * sample is the same wherever in a batch it stands. The batch is taken to be the first axis, alone or merged with
 * others.
 */
function draw(site: Site, op: number, shape: number[], seed: Tensor): Tensor {
  const { plan, graph, node } = site;
  const samples = seed.shape[0]!;
  const [first = 1] = shape;
  const batch = first % samples ? 1 : samples;
  const each = count(shape) / batch;
  if (each > 2 ** 24) site.lacks('for more than 16 million numbers');
  const places = plan.reshape(counting(each), [1, each]);
  const out = plan.allocate([batch, each]);
  plan.into(out, op, places, batch === samples ? seed : slice(seed, 0, 0, 1), graph.nodes.indexOf(node) + 1);
  return plan.reshape(out, shape);
}

/** The operators get the seeds as an input behind their own. */
const drawn =
  (op: number, like: boolean): Operator =>
  (site, ...inputs) => {
    const { plan } = site;
    const shape = like ? inputs[0]!.shape : (site.list('shape') ?? []);
    const numbers = draw(site, op, shape, inputs.at(-1)!);
    const [low, high] = [site.number('low', 0), site.number('high', 1)];
    return op === NORMAL
      ? plan.map(SCALE, numbers, numbers, site.number('scale', 1), site.number('mean', 0))
      : plan.map(SCALE, numbers, numbers, high - low, low);
  };

/** 1 with the probability x. */
const bernoulli: Operator = (site, x, seed) => ({
  ...compare(site.plan, LESS, draw(site, UNIFORM, x.shape, seed), x),
  type: 0,
});

export const RANDOM: Record<string, Operator> = {
  Bernoulli: bernoulli,
  RandomNormal: drawn(NORMAL, false),
  RandomNormalLike: drawn(NORMAL, true),
  RandomUniform: drawn(UNIFORM, false),
  RandomUniformLike: drawn(UNIFORM, true),
};
