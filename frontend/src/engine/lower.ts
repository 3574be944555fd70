import { invalid } from './errors';
import { followers, nothing, readers, type Follow } from './fold';
import type { Graph, Node } from './onnx';
import { Plan } from './plan';
import type { Runtime } from './runtime';
import { Site } from './site';
import type { Tensor } from './tensor';

/** A graph as a plan for one batch size. */
export interface Lowered {
  plan: Plan;
  inputs: Tensor[];
  /** Every tensor of the graph by name. */
  tensors: Map<string, Tensor>;
  /** What each node costs, in multiplications with an addition. */
  work: Map<Node, number>;
}

/** With `fold`, what follows a linear node is folded into it; the tensors between are then not to be had. */
export function lower(graph: Graph, batch: number, runtime: Runtime, packs: Map<string, unknown>, fold = true): Lowered {
  const plan = new Plan();
  const tensors = new Map(graph.constants);
  const work = new Map<Node, number>();
  const absorbed = new Set<Node>();
  const uses = readers(graph);
  const inputs = graph.inputs.map(({ name, shape }) => {
    const tensor = plan.allocate(shape.map((size) => (size < 0 ? batch : size)));
    tensor.store.first = -1;
    tensors.set(name, tensor);
    return tensor;
  });

  for (const node of graph.nodes) {
    if (absorbed.has(node)) continue;
    const before = plan.work;
    let last = node;
    const follow = (axis: number, rank: number, channels: number): Follow => {
      const found = fold ? followers(graph, uses, node, axis, rank, channels) : nothing(channels);
      for (const one of found.nodes) absorbed.add((last = one));
      return found;
    };
    const outputs = apply(graph, node, tensors, plan, runtime, packs, follow);
    outputs.forEach((output, i) => tensors.set(last.outputs[i] ?? '', output));
    work.set(node, plan.work - before);
  }
  return { plan, inputs, tensors, work };
}

/** Computes all that follows from constants alone, once, whatever the batch. */
export function foldConstants(graph: Graph, runtime: Runtime): void {
  const { constants } = graph;
  graph.nodes = graph.nodes.filter((node) => {
    if (node.inputs.some((name) => name && !constants.has(name))) return true;
    const outputs = apply(graph, node, constants, new Plan(), runtime, new Map(), (_axis, _rank, channels) => nothing(channels));
    outputs.forEach((output, i) => constants.set(node.outputs[i] ?? '', output));
    return false;
  });
}

/** Adds a node's steps to the plan or, where its inputs are known already, computes it at once. */
function apply(
  { opset }: Graph, node: Node, tensors: Map<string, Tensor>, plan: Plan, runtime: Runtime, packs: Map<string, unknown>, follow: Site['follow'],
): Tensor[] {
  const inputs = node.inputs.map((name) => {
    if (!name) return undefined;
    return tensors.get(name) ?? invalid(`'${node.name || node.op}' reads '${name}', which nothing before it makes.`);
  });
  const known = inputs.every((input) => !input || input.store.data);
  const target = known ? new Plan() : plan;
  const result = runtime.operators[node.op]!(new Site(node, target, opset, runtime, packs, follow), ...(inputs as Tensor[]));
  const outputs = Array.isArray(result) ? result : [result];
  return known && target.steps.length ? runtime.evaluate(target, outputs) : outputs;
}
