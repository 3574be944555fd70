import type { Node } from '../engine/onnx';
import type { Outline } from './outline';

/** One step of a network: a node of its graph, or several that are one layer in PyTorch. */
export interface Layer {
  /** The layer's operator: a node's, or what several nodes are together. */
  op: string;
  /** The node that holds its weights and attributes. */
  node: Node;
  /** The name of what it computes, in the file. */
  name: string;
  /** What it reads that depends on the input: layers, counted from 1, or names of inputs; in the node's order. */
  reads: readonly (number | string)[];
  /** Whether it adds a bias of its own. */
  biased: boolean;
}

/** They pass on what they read. */
const SILENT = ['Identity', 'Cast', 'Dropout'];
/** What they return is known before the network runs. */
const KNOWN = ['Shape', 'Size'];

/** The layers of a network, in the order in which they run. What depends on stored numbers alone is left out. */
export function layersOf(outline: Outline): Layer[] {
  const { nodes, stored, inputs } = outline;
  /** What reads each value. */
  const readers = new Map<string, Node[]>();
  for (const node of nodes)
    for (const name of new Set(node.inputs)) readers.set(name, [...(readers.get(name) ?? []), node]);
  const known = new Set(['', ...stored.keys()]);
  /** The layer, or the input, behind each value. */
  const origins = new Map<string, number | string>(inputs.map((name) => [name, name]));
  const joined = new Set<Node>();
  const layers: Layer[] = [];
  for (const node of nodes) {
    if (joined.has(node)) continue;
    if (KNOWN.includes(node.op) || node.inputs.every((name) => known.has(name))) {
      for (const name of node.outputs) known.add(name);
      continue;
    }
    const reads = node.inputs.filter((name) => !known.has(name)).map((name) => origins.get(name) ?? name);
    if (SILENT.includes(node.op)) {
      origins.set(node.outputs[0]!, reads[0]!);
      continue;
    }
    const following = readers.get(node.outputs[0]!) ?? [];
    const next = following.length === 1 ? following[0]! : undefined;
    const whole = next && together(node, next, stored);
    if (whole) joined.add(next);
    const [last, op] = whole ? [next, whole] : [node, node.op];
    const biased = last !== node || Boolean(node.inputs[2]);
    layers.push({ op, node, name: last.outputs[0]!, reads, biased });
    for (const name of last.outputs) origins.set(name, layers.length);
  }
  return layers;
}

/** What a node and the only one that reads it are together; undefined if they are two layers. */
function together(node: Node, next: Node, stored: Outline['stored']): string | undefined {
  const [made] = node.outputs;
  const other = next.inputs.find((name) => name !== made);
  if (node.op === 'Sigmoid' && next.op === 'Mul' && other === node.inputs[0]) return 'Silu';
  const width = stored.get(node.inputs[1] ?? '')?.at(-1);
  const bias = stored.get(other ?? '');
  const biased = node.op === 'MatMul' && next.op === 'Add' && bias?.length === 1 && bias[0] === width;
  return biased ? 'MatMul' : undefined;
}
