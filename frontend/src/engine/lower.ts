import { invalid } from './errors';
import type { Graph, Node } from './onnx';
import { Plan } from './plan';
import type { Runtime } from './runtime';
import { Site } from './site';
import type { Tensor } from './tensor';

/** A graph lowered to a plan for one batch size. */
export interface Lowered {
  plan: Plan;
  inputs: Tensor[];
  /** Every tensor of the graph by name. */
  tensors: Map<string, Tensor>;
  /** The cost of each node, in multiply-adds. */
  work: Map<Node, number>;
}

export function lower(graph: Graph, batch: number, runtime: Runtime): Lowered {
  const plan = new Plan();
  const tensors = new Map(graph.constants);
  const work = new Map<Node, number>();
  const inputs = graph.inputs.map(({ name, shape, type }) => {
    const tensor = plan.allocate(
      shape.map((size) => (size < 0 ? batch : size)),
      undefined,
      type,
    );
    tensor.store.first = -1;
    tensors.set(name, tensor);
    return tensor;
  });
  for (const node of graph.nodes) {
    const before = plan.work;
    apply(graph, node, tensors, runtime, plan);
    work.set(node, plan.work - before);
  }
  return { plan, inputs, tensors, work };
}

/** Evaluates everything that depends on constants only, once for all batch sizes. */
export function foldConstants(graph: Graph, runtime: Runtime): void {
  const { constants } = graph;
  graph.nodes = graph.nodes.filter((node) => {
    const open = node.inputs.some((name) => name && !constants.has(name));
    if (!open) apply(graph, node, constants, runtime);
    return open;
  });
}

/**
 * Adds a node's outputs to the tensors: as steps of the plan or, if all inputs are constants, evaluated. Returns the
 * first output.
 */
export function apply(graph: Graph, node: Node, tensors: Map<string, Tensor>, runtime: Runtime, plan?: Plan): Tensor {
  const inputs = node.inputs.map((name) => {
    if (!name) return undefined;
    return tensors.get(name) ?? invalid(`'${node.name || node.op}' reads '${name}', which no earlier node computes.`);
  });
  const known = inputs.every((input) => !input || input.store.data);
  const target = known || !plan ? new Plan() : plan;
  const outputs = [runtime.operators[node.op]!(new Site(node, target, graph), ...(inputs as Tensor[]))].flat();
  const made = known && outputs.some(({ store }) => !store.data) ? runtime.evaluate(target, outputs) : outputs;
  made.forEach((output, i) => tensors.set(node.outputs[i] ?? '', output));
  return made[0]!;
}
