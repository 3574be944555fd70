import { MUL } from './kernels/ops';
import { apply, lower } from './lower';
import { numberOf, reader, type Graph, type Node } from './onnx';
import { CHANNELWISE, EITHER, VIEWS, type Operators } from './operators/plain';
import { Plan } from './plan';
import type { Runtime } from './runtime';
import { constant, elements, reshape, values, type Tensor } from './tensor';

/** So large that any shift vanishes beside it, yet without overflow. */
const MUCH = 2 ** 60;

/**
 * Folds the per-channel arithmetic after a linear node, and then an activation, into that node, across views too. What
 * happens to a channel is found by evaluating the nodes at its bias and at a huge value.
 */
export function fold(graph: Graph, runtime: Runtime): void {
  const { constants } = graph;
  const { tensors } = lower(graph, 1, runtime);
  const folded = new Set<Node>();
  for (const node of graph.nodes) {
    const [x, weightsName, biasName] = node.inputs as [string, string, string?];
    const weights = constants.get(weightsName);
    const axis = weights && channelsOf(node, weights);
    if (axis === undefined || (biasName && !constants.has(biasName))) continue;
    const channels = weights!.shape[axis]!;
    const out = tensors.get(node.outputs[0]!)!;
    const place = node.op === 'MatMul' ? out.shape.length - 1 : 1;
    const shape = out.shape.map((_, i) => (i === place ? channels : 1));
    const all = (value: number): Tensor => constant(shape, new Float32Array(channels).fill(value));
    let bias = biasName ? constants.get(biasName)! : constant([channels], new Float32Array(channels));
    // a division of whole numbers is not affine
    if (out.type || bias.shape.at(-1) !== channels || elements(bias.shape) !== channels) continue;
    bias = reshape(bias, shape)!;
    let much = all(MUCH);
    let changed = false;
    let last = node;
    let shown = false;
    for (let next; (next = reader(graph, last));) {
      const given = last.outputs[0]!;
      if (next.op in VIEWS && next.inputs[0] === given) {
        shown = true;
        last = next;
        continue;
      }
      const slope = slopeOf(next);
      if (slope === undefined) {
        if (shown || affineInput(next, CHANNELWISE, (name) => constants.has(name)) !== given) break;
        const [one, two] = [bias, much].map((tensor) =>
          apply(graph, next, new Map(constants).set(given, tensor), runtime),
        );
        if (`${one!.shape}` !== `${shape}` || !values(two!).every(Number.isFinite)) break;
        [bias, much, changed] = [one!, two!, true];
      }
      folded.add(next);
      last.outputs = next.outputs;
      if (slope !== undefined) {
        node.attributes.set('slope', { number: slope, list: [] });
        break;
      }
    }
    if (!changed) continue;
    const plan = new Plan();
    const scale = constant(
      weights!.shape.map((_, i) => (i === axis ? channels : 1)),
      values(much).map((value) => value / MUCH),
    );
    const [scaled] = runtime.evaluate(plan, [plan.map(MUL, weights!, scale)]);
    const [name] = node.outputs;
    node.inputs = [x, `${name} weights`, `${name} bias`];
    constants.set(`${name} weights`, scaled!).set(`${name} bias`, reshape(bias, [channels])!);
    delete node.packs;
  }
  graph.nodes = graph.nodes.filter((node) => !folded.has(node));
}

/**
 * The input in which a node is affine, if its operator is in the given table and all its other inputs are constants.
 */
export function affineInput(
  { op, inputs }: Node,
  operators: Operators,
  known: (name: string) => unknown,
): string | undefined {
  const [open, ...others] = inputs.filter((name) => name && !known(name));
  return op in operators && !others.length && (open === inputs[0] || op in EITHER) ? open : undefined;
}

/** The axis of the channels in a linear node's weights; a stack of matrices has none. */
function channelsOf(node: Node, { shape }: Tensor): number | undefined {
  const plain = ['alpha', 'beta', 'group'].every((name) => numberOf(node, name, 1) === 1);
  if (node.op === 'Conv') return 0;
  if (!plain || !(node.op === 'ConvTranspose' || (['Gemm', 'MatMul'].includes(node.op) && shape.length === 2)))
    return undefined;
  return numberOf(node, 'transB', 0) ? 0 : 1;
}

/** An activation written as max(v, slope * v), if it is of that form. */
function slopeOf(node: Node): number | undefined {
  const slope = node.op === 'Relu' ? 0 : node.op === 'LeakyRelu' ? numberOf(node, 'alpha', 0.01) : -1;
  return slope >= 0 && slope <= 1 ? slope : undefined;
}
