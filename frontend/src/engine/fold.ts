import type { Graph, Node } from './onnx';
import { elements, values, type Tensor } from './tensor';

/** What follows a linear node: per channel v * scale + shift, then max(v, slope * v). */
export interface Follow {
  nodes: Node[];
  scale: Float32Array;
  shift: Float32Array;
  slope: number;
}

/** What leaves a linear node as it is. */
export function nothing(channels: number): Follow {
  return { nodes: [], scale: new Float32Array(channels).fill(1), shift: new Float32Array(channels), slope: 1 };
}

/** The nodes that read each tensor; an output of the model counts as a reader, which is no node. */
export function readers(graph: Graph): Map<string, (Node | undefined)[]> {
  const map = new Map<string, (Node | undefined)[]>();
  const add = (name: string, node?: Node): void => void map.set(name, [...(map.get(name) ?? []), node]);
  for (const node of graph.nodes) for (const name of node.inputs) add(name, node);
  for (const { name } of graph.outputs) add(name);
  return map;
}

/** Finds the chain of per-channel affine nodes and the activation after `node`, each the only reader of the one before. */
export function followers(
  graph: Graph, uses: Map<string, (Node | undefined)[]>, node: Node, axis: number, rank: number, channels: number,
): Follow {
  const { nodes, scale, shift } = nothing(channels);
  let current = node;

  /** A constant operand as one number a channel. */
  function perChannel(name: string | undefined): ((channel: number) => number) | undefined {
    const tensor: Tensor | undefined = graph.constants.get(name ?? '');
    if (!tensor || tensor.shape.length > rank) return undefined;
    const lead = rank - tensor.shape.length;
    const size = elements(tensor.shape);
    if (size !== 1 && !(size === channels && axis >= lead && tensor.shape[axis - lead] === channels)) return undefined;
    const list = values(tensor);
    return (channel) => list[size === 1 ? 0 : channel]!;
  }

  while (true) {
    const [next, ...others] = uses.get(current.outputs[0]!) ?? [];
    if (!next || others.length) break;
    const { op, inputs, attributes } = next;
    if (op === 'Relu' || op === 'LeakyRelu') {
      const slope = op === 'Relu' ? 0 : (attributes.get('alpha')?.number ?? 0.01);
      if (!(slope >= 0 && slope <= 1)) break;
      return { nodes: [...nodes, next], scale, shift, slope };
    }
    const first = inputs[0] === current.outputs[0];
    if (op === 'BatchNormalization' && first && axis === 1) {
      const [gain, offset, mean, variance] = inputs.slice(1).map((name) => graph.constants.get(name));
      if (!gain || !offset || !mean || !variance || [gain, offset, mean, variance].some((one) => elements(one.shape) !== channels)) break;
      const [g, o, m, v] = [values(gain), values(offset), values(mean), values(variance)];
      const epsilon = attributes.get('epsilon')?.number ?? 1e-5;
      for (let c = 0; c < channels; c++) {
        const factor = g[c]! / Math.sqrt(v[c]! + epsilon);
        scale[c] = scale[c]! * factor;
        shift[c] = (shift[c]! - m[c]!) * factor + o[c]!;
      }
    } else {
      const operand = perChannel(inputs[first ? 1 : 0]);
      if (!operand || !['Add', 'Sub', 'Mul', 'Div'].includes(op) || (!first && (op === 'Sub' || op === 'Div'))) break;
      for (let c = 0; c < channels; c++) {
        const value = operand(c);
        if (op === 'Add') shift[c] = shift[c]! + value;
        else if (op === 'Sub') shift[c] = shift[c]! - value;
        else {
          const factor = op === 'Mul' ? value : 1 / value;
          scale[c] = scale[c]! * factor;
          shift[c] = shift[c]! * factor;
        }
      }
    }
    nodes.push(next);
    current = next;
  }
  return { nodes, scale, shift, slope: 1 };
}

/** Operators that show the same elements in another shape or order. */
const VIEWS = new Set(['Reshape', 'Flatten', 'Transpose', 'Squeeze', 'Unsqueeze']);

/** Puts each ReLU before the views that it reads, next to the linear node whose results they show, into which it then folds. */
export function hoistActivations(graph: Graph): void {
  const { nodes } = graph;
  const makers = new Map(nodes.map((node) => [node.outputs[0]!, node]));
  const uses = readers(graph);
  for (const activation of nodes.filter(({ op }) => op === 'Relu' || op === 'LeakyRelu')) {
    for (let view; (view = makers.get(activation.inputs[0]!)) && VIEWS.has(view.op) && uses.get(view.outputs[0]!)!.length === 1; ) {
      const [source, middle, out] = [view.inputs[0]!, view.outputs[0]!, activation.outputs[0]!];
      const [first, second] = [nodes.indexOf(view), nodes.indexOf(activation)];
      activation.inputs[0] = source;
      activation.outputs[0] = view.inputs[0] = middle;
      view.outputs[0] = out;
      nodes[first] = activation;
      nodes[second] = view;
      makers.set(middle, activation).set(out, view);
    }
  }
}
