import { MUL } from './kernels/ops';
import { affineInput, CHANNELWISE, VIEWS } from './linear';
import { apply } from './lower';
import { reader, type Graph, type Node } from './onnx';
import { Plan } from './plan';
import type { Runtime } from './runtime';
import { constant, elements, reshape, values, type Tensor } from './tensor';

/** So much that no shift matters beside it, and no float overflows. */
const MUCH = 2 ** 60;

/**
 * Folds into each linear node the arithmetic by channel that follows, and the activation after that, even where views
 * stand between. What becomes of a channel is seen from what becomes of its bias, and of very much.
 */
export function fold(graph: Graph, runtime: Runtime): void {
  const { constants } = graph;
  const folded = new Set<Node>();
  for (const node of graph.nodes) {
    const [x, weightsName, biasName] = node.inputs as [string, string, string?];
    const weights = constants.get(weightsName);
    const axis = channelsOf(node);
    if (!weights || axis === undefined || (biasName && !constants.has(biasName))) continue;
    const channels = weights.shape[axis]!;
    const shape = node.op === 'MatMul' ? [1, 1, channels] : weights.shape.map((_, i) => (i === 1 ? channels : 1));
    const all = (value: number): Tensor => constant(shape, new Float32Array(channels).fill(value));
    let bias = biasName ? constants.get(biasName)! : all(0);
    if (elements(bias.shape) !== channels) continue;
    bias = reshape(bias, shape)!;
    let much = all(MUCH);
    let changed = false;
    let last = node;
    let shown = false;
    for (let next; (next = reader(graph, last)); ) {
      const given = last.outputs[0]!;
      if (VIEWS.includes(next.op) && next.inputs[0] === given) {
        shown = true;
        last = next;
        continue;
      }
      const slope = slopeOf(next);
      if (slope === undefined) {
        if (shown || affineInput(next, CHANNELWISE, (name) => constants.has(name)) !== given) break;
        const [one, two] = [bias, much].map((tensor) => apply(graph, next!, new Map(constants).set(given, tensor), runtime));
        if (`${one!.shape}` !== `${shape}`) break;
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
    const scale = constant(weights.shape.map((_, i) => (i === axis ? channels : 1)), values(much).map((value) => value / MUCH));
    const [scaled] = runtime.evaluate(plan, [plan.map(MUL, weights, scale)]);
    const [name] = node.outputs;
    node.inputs = [x, `${name} weights`, `${name} bias`];
    constants.set(`${name} weights`, scaled!).set(`${name} bias`, reshape(bias, [channels])!);
    delete node.packs;
  }
  graph.nodes = graph.nodes.filter((node) => !folded.has(node));
}

/** The axis of the channels in a linear node's weights. */
function channelsOf({ op, attributes }: Node): number | undefined {
  const number = (name: string, otherwise: number): number => attributes.get(name)?.number ?? otherwise;
  switch (op) {
    case 'Conv': return 0;
    case 'ConvTranspose': return number('group', 1) === 1 ? 1 : undefined;
    case 'MatMul': return 1;
    case 'Gemm': return number('alpha', 1) === 1 && number('beta', 1) === 1 ? 1 - Number(number('transB', 0) !== 0) : undefined;
    default: return undefined;
  }
}

/** An activation as max(v, slope * v), if it is such a one. */
function slopeOf({ op, attributes }: Node): number | undefined {
  const slope = op === 'Relu' ? 0 : op === 'LeakyRelu' ? (attributes.get('alpha')?.number ?? 0.01) : -1;
  return slope >= 0 && slope <= 1 ? slope : undefined;
}
