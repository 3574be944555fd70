import { lower } from './lower';
import { numberOf, type Graph, type Node } from './onnx';
import type { Runtime } from './runtime';
import { axisOf, elements, slice, split, values, type Tensor } from './tensor';

/** Batch sizes whose comparison shows which axes the batch is part of. */
const PAIR = [2, 3] as const;

/** Operators that keep the order of all elements, and only change the shape. */
const RESHAPING = new Set(['Flatten', 'Reshape', 'Squeeze', 'Unsqueeze']);
/** Operators that combine elements along all axes but the first. */
const SPATIAL = new Set(
  [
    'Attention AveragePool Col2Im Conv ConvTranspose DepthToSpace GlobalAveragePool GlobalMaxPool GridSample',
    'GroupNormalization InstanceNormalization LRN LpPool MaxPool RotaryEmbedding SpaceToDepth',
  ]
    .join(' ')
    .split(' '),
);
/** Operators that combine or select elements along the axis that an attribute gives, and its default. */
const ALONG: Record<string, number> = {
  Concat: 0,
  Gather: 0,
  GatherElements: 0,
  LpNormalization: -1,
  Scatter: 0,
  ScatterElements: 0,
  Split: 0,
  TopK: -1,
};
/** Those that do so from that axis on. */
const FROM: Record<string, number> = { LayerNormalization: -1, RMSNormalization: -1 };
const SOFTMAX = new Set(['Hardmax', 'LogSoftmax', 'Softmax']);
const RECURRENT = new Set(['GRU', 'LSTM', 'RNN']);
/** Operators some of whose inputs are sizes or places, which may depend on the size of the batch. */
const SHAPED = new Set(
  'AffineGrid CenterCropPad Col2Im ConstantOfShape Expand Pad Range Reshape Resize Slice Split Tile Upsample'.split(
    ' ',
  ),
);

/** The views of a tensor for both batch sizes. */
type Views = [Tensor, Tensor];

/** The axes whose size depends on the batch; -1 if even their number does. */
function varying([a, b]: Views): number[] {
  if (a.shape.length !== b.shape.length) return [-1];
  return [...a.shape.keys()].filter((axis) => a.shape[axis] !== b.shape[axis]);
}

/** The number of elements before an axis, for one element of it. */
function outer({ shape }: Tensor, axis: number): number {
  return elements(shape.slice(0, axis));
}

/** The axes along which a node combines elements although it keeps them. */
function combined(graph: Graph, node: Node, inputs: (Views | undefined)[], axes: number[]): number[] {
  const { op } = node;
  const [x] = inputs[0]!;
  const rank = x.shape.length;
  const all = [...x.shape.keys()];
  const attribute = (name: string, otherwise: number): number => axisOf(numberOf(node, name, otherwise), rank);
  const known = (at: number): number[] | undefined => {
    const input = inputs[at]?.[0];
    return input?.store.data && [...values(input)];
  };
  if (SPATIAL.has(op)) return all.slice(1);
  if (op in ALONG) return [attribute('axis', ALONG[op]!)];
  if (op in FROM) return all.slice(attribute('axis', FROM[op]!));
  if (SOFTMAX.has(op)) return graph.opset < 13 ? all.slice(attribute('axis', 1)) : [attribute('axis', -1)];
  if (op === 'CumSum' || op === 'CumProd') return (known(1) ?? all).map((axis) => axisOf(axis, rank));
  if (op === 'MeanVarianceNormalization') return node.attributes.get('axes')?.list ?? [0, 2, 3];
  if (op === 'Trilu') return all.slice(-2);
  if (op === 'GatherND' || op === 'ScatterND')
    return all.slice(op === 'GatherND' ? numberOf(node, 'batch_dims', 0) : 0);
  if (RECURRENT.has(op)) return numberOf(node, 'layout', 0) ? all.slice(1) : [0, 2];
  if (op === 'Slice') {
    const along = known(3) ?? node.attributes.get('axes')?.list ?? all;
    const starts = known(1) ?? node.attributes.get('starts')?.list ?? [];
    const steps = known(4);
    return along
      .map((axis) => axisOf(axis, rank))
      .filter((axis, i) => axes.includes(axis) && (starts[i] !== 0 || (steps?.[i] ?? 1) !== 1));
  }
  return [];
}

/** Whether a constant of one shape has the same values for both batch sizes. */
function agree([a, b]: Views): boolean {
  if (a.store === b.store || `${a.shape}` !== `${b.shape}`) return true;
  const others = values(b);
  return values(a).every((value, i) => Object.is(value, others[i]));
}

/** Whether a constant says the same to each sample. */
function uniform(views: Views): boolean {
  const [x] = views;
  return varying(views).every((axis) => {
    const size = x.shape[axis]! / PAIR[0];
    if (!Number.isInteger(size)) return false;
    const parts = split(x, axis, PAIR[0], size);
    const [one, two] = [0, 1].map((sample) => values(slice(parts, axis, sample, 1))) as [Float32Array, Float32Array];
    return one.every((value, i) => Object.is(value, two[i]));
  });
}

function mixes(graph: Graph, node: Node, inputs: (Views | undefined)[], outputs: Views[]): boolean {
  // what follows from shapes alone says nothing about samples until it meets them
  if (outputs.every(([{ store }]) => store.data)) return false;
  for (const input of inputs) {
    if (!input?.[0].store.data || SHAPED.has(node.op)) continue;
    if (!agree(input) || !uniform(input)) return true;
  }
  const open = inputs.filter((input): input is Views => Boolean(input && !input[0].store.data));
  const before = open.map(varying);
  if (!before.some(({ length }) => length)) return false;
  for (const views of outputs) {
    const after = varying(views);
    if (after.length !== 1 || after[0] === -1) return true;
    const [axis] = after as [number];
    if (RESHAPING.has(node.op) && outer(open[0]![0], before[0]![0]!) !== outer(views[0], axis)) return true;
    // part of the batch was left out, or something added
    const sizes = before.flatMap((axes, i) => axes.map((one) => open[i]![0].shape[one]!));
    if (SHAPED.has(node.op) && !['Reshape', 'Expand'].includes(node.op) && !sizes.includes(views[0].shape[axis]!))
      return true;
  }
  const axes = inputs[0] ? varying(inputs[0]) : [];
  return Boolean(inputs[0]) && combined(graph, node, inputs, axes).some((axis) => axes.includes(axis));
}

/**
 * Finds out whether the result for a sample depends on others of its batch, as with a softmax over the first axis:
 * such a graph cannot run in chunks. The shapes for two batch sizes show where the batch is.
 */
export function findMixing(graph: Graph, runtime: Runtime): void {
  if (graph.inputs.every(({ shape }) => shape[0]! >= 0)) return;
  const all = PAIR.map((batch) => lower(graph, batch, runtime).tensors);
  const views = (name: string): Views | undefined => {
    const [a, b] = all.map((tensors) => tensors.get(name));
    return a && b && [a, b];
  };
  graph.whole = graph.nodes.some((node) =>
    mixes(
      graph,
      node,
      node.inputs.map(views),
      node.outputs.map(views).filter((one) => one !== undefined),
    ),
  );
}
