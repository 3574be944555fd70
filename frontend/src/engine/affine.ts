import { affineInput } from './fold';
import { apply, lower } from './lower';
import { MOST_WORK } from './memory';
import { prune, reader, type Graph, type Node } from './onnx';
import type { Runtime } from './runtime';
import { constant, elements, transpose, values, type Tensor } from './tensor';

/** A dense matrix with more elements than this takes longer to fetch than the layers take to compute. */
const LARGEST = 2 ** 21;
/** The batch size with which a stretch of layers is examined: one that is unlikely to equal another size. */
const PROBE = 7;

/** Consecutive affine nodes, the shapes before and after them, and the tensors for a batch. */
interface Stretch {
  nodes: Node[];
  from: string;
  input: number[];
  output: number[];
  tensors: Map<string, Tensor>;
}

/**
 * Composes stretches of affine layers, without nonlinearities between them, into one dense layer where that saves
 * arithmetic.
 */
export function compose(graph: Graph, runtime: Runtime): void {
  for (let stretch; (stretch = mostSaving(graph, runtime));) replace(graph, stretch, runtime);
}

/** The stretch that saves most when a dense layer replaces it; undefined if none does. */
function mostSaving(graph: Graph, runtime: Runtime): Stretch | undefined {
  const given = graph.inputs[0]?.shape[0] ?? -1;
  const batch = given < 0 ? PROBE : given;
  let lowered;
  try {
    lowered = lower(graph, batch, runtime);
  } catch {
    // a sample is so large that several are too much, and then a dense layer would be, too
    return undefined;
  }
  const { tensors, work } = lowered;
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
      // finding the matrix runs the stretch once for each of its inputs
      if (dense > LARGEST || cost * elements(input) > MOST_WORK || dense * 2 >= cost || cost - dense <= most) continue;
      most = cost - dense;
      best = { nodes: [...nodes], from, input, output, tensors };
    }
  }
  return best;
}

/**
 * Replaces the stretch by one Gemm. Its matrix is read off the stretch's outputs for the origin and each basis vector.
 */
function replace(graph: Graph, { nodes, from, input, output, tensors }: Stretch, runtime: Runtime): void {
  const batch = input[0]!;
  const [size, width] = [elements(input) / batch, elements(output) / batch];
  // the dense layer writes images channels last, as convolutions read them, and they are viewed in ONNX's order
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
