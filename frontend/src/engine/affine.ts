import { affineInput } from './fold';
import { apply, lower } from './lower';
import { MOST_WORK } from './memory';
import { prune, reader, type Graph, type Node } from './onnx';
import type { Runtime } from './runtime';
import { constant, elements, transpose, values, type Tensor } from './tensor';

/** A dense matrix of more elements than this takes longer to fetch than the layers to compute. */
const LARGEST = 2 ** 21;
/** The batch by which a stretch is examined: a size unlikely to stand for anything else. */
const PROBE = 7;

/** Affine nodes that follow one another, the shapes before and after them all, and the tensors for a batch. */
interface Stretch {
  nodes: Node[];
  from: string;
  input: number[];
  output: number[];
  tensors: Map<string, Tensor>;
}

/**
 * Composes stretches of affine layers, between which no nonlinearity stands, into one dense layer, where that
 * saves arithmetic.
 */
export function compose(graph: Graph, runtime: Runtime): void {
  for (let stretch; (stretch = mostSaving(graph, runtime));) replace(graph, stretch, runtime);
}

/** The stretch that a dense layer replaces at the greatest saving, if any does. */
function mostSaving(graph: Graph, runtime: Runtime): Stretch | undefined {
  const given = graph.inputs[0]?.shape[0] ?? -1;
  const batch = given < 0 ? PROBE : given;
  const { tensors, work } = lower(graph, batch, runtime);
  const known = (name: string): unknown => tensors.get(name)?.store.data;
  let best: Stretch | undefined;
  let most = 0;
  for (const first of graph.nodes) {
    const from = affineInput(first, runtime.affine, known);
    const nodes: Node[] = [];
    let cost = 0;
    for (
      let node: Node | undefined = first;
      from && node && affineInput(node, runtime.affine, known);
      node = reader(graph, node, 'Shape')
    ) {
      nodes.push(node);
      cost += work.get(node)! / batch;
      const [input, output] = [from, node.outputs[0]!].map((name) => tensors.get(name)!.shape) as [number[], number[]];
      if (input[0] !== batch || output[0] !== batch) continue;
      const dense = (elements(input) * elements(output)) / batch ** 2;
      // to find the matrix takes the stretch for each of its inputs
      if (dense > LARGEST || cost * elements(input) > MOST_WORK || dense * 2 >= cost || cost - dense <= most) continue;
      most = cost - dense;
      best = { nodes: [...nodes], from, input, output, tensors };
    }
  }
  return best;
}

/** Makes the stretch one Gemm, whose matrix is found by pushing the origin and each basis vector through the stretch itself. */
function replace(graph: Graph, { nodes, from, input, output, tensors }: Stretch, runtime: Runtime): void {
  const batch = input[0]!;
  const [size, width] = [elements(input) / batch, elements(output) / batch];
  // Images come out of the dense layer channels last, as convolutions want them, and are shown in ONNX's order.
  const [there, back] =
    output.length === 4
      ? [
          [0, 2, 3, 1],
          [0, 3, 1, 2],
        ]
      : [[...output.keys()], [...output.keys()]];
  const rows = new Float32Array((size + batch) * width);
  for (let start = 0; start <= size; start += batch) {
    const basis = new Float32Array(batch * size);
    for (let i = 0; i < batch; i++) if (start + i > 0 && start + i <= size) basis[i * size + start + i - 1] = 1;
    tensors.set(from, constant(input, basis));
    const images = nodes.map((node) => apply(graph, node, tensors, runtime)).at(-1)!;
    rows.set(values(transpose(images, there)), start * width);
  }
  const origin = rows.slice(0, width);
  const matrix = rows.subarray(width, (size + 1) * width).map((value, i) => value - origin[i % width]!);

  const last = nodes.at(-1)!;
  const to = last.outputs[0]!;
  const parameter = (suffix: string, shape: number[], data: ArrayLike<number>): string => {
    graph.constants.set(`${to} ${suffix}`, constant(shape, Float32Array.from(data)));
    return `${to} ${suffix}`;
  };
  const step = (op: string, inputs: string[], result: string, attributes: Node['attributes'] = new Map()): Node => ({
    op,
    name: '',
    inputs,
    outputs: [result],
    attributes,
  });
  graph.nodes.splice(
    graph.nodes.indexOf(last),
    1,
    step('Flatten', [from], `${to} flat`),
    step(
      'Gemm',
      [`${to} flat`, parameter('matrix', [size, width], matrix), parameter('origin', [width], origin)],
      `${to} dense`,
    ),
    step(
      'Reshape',
      [
        `${to} dense`,
        parameter(
          'shape',
          [output.length],
          there.map((axis) => axis && output[axis]!),
        ),
      ],
      `${to} shown`,
    ),
    step('Transpose', [`${to} shown`], to, new Map([['perm', { list: back }]])),
  );
  prune(graph);
}
