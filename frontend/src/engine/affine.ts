import { readers } from './fold';
import { lower } from './lower';
import { Model } from './model';
import { prune, type Graph, type Node } from './onnx';
import { Plan } from './plan';
import type { Runtime } from './runtime';
import { constant, elements, expand, scalar, slice, values, type Tensor } from './tensor';

/**
 * Composes stretches of affine layers, between which no nonlinearity stands, into one dense layer, where that
 * saves arithmetic. Its matrix is found by pushing the origin and each basis vector through the stretch itself.
 */

/** Affine in their first input where the others are constants. */
const AFFINE = new Set([
  'Gemm', 'MatMul', 'Conv', 'ConvTranspose', 'BatchNormalization', 'Add', 'Sub', 'Mul', 'Div', 'Reshape', 'Flatten', 'Transpose',
  'Squeeze', 'Unsqueeze', 'Identity', 'Dropout', 'AveragePool', 'GlobalAveragePool', 'DepthToSpace', 'SpaceToDepth', 'Neg',
]);
/** A dense matrix of more elements than this takes longer to fetch than the layers to compute. */
const LARGEST = 2 ** 21;
/** The batch by which a stretch is examined: a size unlikely to stand for anything else. */
const PROBE = 3;

/** Nodes that follow one another: the last, and the tensors before and after them all. */
interface Stretch {
  last: Node;
  from: string;
  to: string;
}

export function compose(graph: Graph, runtime: Runtime): void {
  const batch = graph.inputs[0]!.shape[0]! < 0 ? PROBE : graph.inputs[0]!.shape[0]!;
  const { tensors, work } = lower(graph, batch, runtime, new Map(), false);
  for (const chain of chains(graph, tensors)) {
    const best = mostSaving(chain, tensors, work, batch);
    if (best) replace(graph, best, tensors, runtime);
  }
}

/** The longest runs of affine nodes in which each is the only one that reads the one before. */
function chains(graph: Graph, tensors: Map<string, Tensor>): Node[][] {
  const known = (name: string): boolean => !name || Boolean(tensors.get(name)?.store.data);
  const uses = readers(graph);
  const affine = new Set(graph.nodes.filter(({ op, inputs }) =>
    AFFINE.has(op) && inputs.filter((name) => !known(name)).length === 1 && (!known(inputs[0]!) || ['Add', 'Sub', 'Mul'].includes(op))));
  const list: Node[][] = [];
  for (const start of affine) {
    const chain: Node[] = [];
    for (let node: Node | undefined = start; node && affine.delete(node); ) {
      chain.push(node);
      const all: (Node | undefined)[] = uses.get(node.outputs[0]!) ?? [];
      // a node that only asks for the shape does not read the values
      const next: (Node | undefined)[] = all.filter((one) => one?.op !== 'Shape');
      node = next.length === 1 ? next[0] : undefined;
    }
    list.push(chain);
  }
  return list;
}

/** The part of a chain that a dense layer replaces at the greatest saving, if any does. */
function mostSaving(chain: Node[], tensors: Map<string, Tensor>, work: Map<Node, number>, batch: number): Stretch | undefined {
  let best: Stretch | undefined;
  let most = 0;
  chain.forEach((first, i) => {
    const from = first.inputs.find((name) => name && !tensors.get(name)?.store.data)!;
    let cost = 0;
    chain.slice(i).forEach((node, j) => {
      cost += (work.get(node) ?? 0) / batch;
      const to = node.outputs[0]!;
      const [x, y] = [tensors.get(from), tensors.get(to)];
      if (!j || !x || !y || x.shape[0] !== batch || y.shape[0] !== batch) return;
      const dense = elements(x.shape) * elements(y.shape) / batch ** 2;
      if (dense <= LARGEST && dense * 2 < cost && cost - dense > most) {
        most = cost - dense;
        best = { last: node, from, to };
      }
    });
  });
  return best;
}

/** Makes the stretch one Gemm, its outputs shown in the old shape. Nodes that nothing needs any more are dropped. */
function replace(graph: Graph, { last, from, to }: Stretch, tensors: Map<string, Tensor>, runtime: Runtime): void {
  const [x, y] = [tensors.get(from)!, tensors.get(to)!];
  const batch = graph.inputs[0]!.shape[0]!;
  const part: Graph = {
    ...graph,
    nodes: graph.nodes.filter(({ outputs }) => !outputs.includes(from)),
    inputs: [{ name: from, shape: x.shape.with(0, batch) }],
    outputs: [{ name: to, shape: [] }],
  };
  prune(part);
  const others = graph.inputs.map(({ name }) => name).filter((name) => name !== from);
  if (part.nodes.some(({ inputs }) => inputs.some((name) => others.includes(name)))) return;

  // The rows: the origin, each basis vector, and all of them together to see whether the whole is the sum of its parts.
  const [size, width] = [elements(x.shape.slice(1)), elements(y.shape.slice(1))];
  const basis = new Float32Array((size + 2) * size).fill(1, (size + 1) * size);
  for (let i = 0; i < size; i++) basis[(i + 1) * size + i] = 1;
  const images = runtime.scratch(() => new Model(part, runtime, true).run({ [from]: basis }, size + 2)[to]!);
  const plan = new Plan();
  const pushed = constant([size + 2, width], images);
  const start = slice(pushed, 0, 0, 1);
  const rows = plan.map('sub', slice(pushed, 0, 1, size), start);
  const rest = plan.map('sub', slice(pushed, 0, size + 1, 1), start);
  plan.into(expand(rest, rows.shape), 'sub', expand(rest, rows.shape), rows);
  const spread = plan.into(plan.allocate([1, width]), 'copy', scalar(0));
  plan.into(expand(spread, rows.shape), 'add', expand(spread, rows.shape), plan.map('mul', rows, rows));
  const [matrix, error, squares, origin] = runtime.evaluate(plan, [rows, rest, spread, start]).map(values) as [Float32Array, Float32Array, Float32Array, Float32Array];
  if (!error.every((value, i) => Math.abs(value) < 1e-4 * (1e-3 + Math.abs(origin[i]!) + Math.sqrt(squares[i]!)))) return;

  // Images come out of the dense layer channels last, as convolutions want them, and are shown in ONNX's order.
  const last4 = y.shape.length === 4;
  const sizes = (last4 ? [0, 2, 3, 1] : y.shape.map((_, axis) => axis)).map((axis) => axis && y.shape[axis]!);
  const inputs = (suffix: string, shape: number[], data: Float32Array): string => {
    graph.constants.set(`${to} ${suffix}`, constant(shape, data));
    return `${to} ${suffix}`;
  };
  const step = (op: string, source: string, output: string, rest: string[] = [], attributes = new Map()): Node =>
    ({ op, name: '', inputs: [source, ...rest], outputs: [output], attributes });
  graph.nodes.splice(graph.nodes.indexOf(last), 1,
    step('Flatten', from, `${to} flat`),
    step('Gemm', `${to} flat`, `${to} dense`, [inputs('matrix', [size, width], matrix), inputs('origin', [width], origin)]),
    step('Reshape', `${to} dense`, `${to} shown`, [inputs('shape', [sizes.length], Float32Array.from(sizes))]),
    step('Transpose', `${to} shown`, to, [], new Map([['perm', { list: last4 ? [0, 3, 1, 2] : sizes.map((_, axis) => axis) }]])),
  );
  prune(graph);
}
