import { invalid, unsupported } from './errors';
import { message, text, varints, type Field } from './protobuf';
import { constant, count, type Tensor } from './tensor';

/** The most nodes and node inputs accepted: more than any decoder that runs in a browser has. */
const MOST_NODES = 2 ** 13;

/** One operation. An omitted input is ''. */
export interface Node {
  op: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, Attribute>;
  /** What its operator caches for all batch sizes. */
  packs?: Map<string, unknown>;
}

export interface Attribute {
  number?: number | undefined;
  text?: string;
  tensor?: Tensor | undefined;
  list: number[];
}

/** An input or output of the model. A size of -1 is not fixed by the file. */
export interface Port {
  name: string;
  shape: number[];
}

export interface Graph {
  nodes: Node[];
  constants: Map<string, Tensor>;
  inputs: Port[];
  outputs: Port[];
  opset: number;
}

/** An attribute that is a number. */
export function numberOf({ attributes }: Node, name: string, otherwise: number): number {
  return attributes.get(name)?.number ?? otherwise;
}

/** Parses an ONNX file. The numbers are field numbers of onnx.proto. */
export function parse(bytes: Uint8Array): Graph {
  const model = message({ bytes });
  const graph = message(...model(7));
  const nodes = graph(1).map(readNode);
  const constants = new Map(graph(5).map(readTensor));
  const outputs = graph(12).map(readPort);
  if (nodes.flatMap((node) => [node, ...node.inputs]).length > MOST_NODES)
    unsupported('The model has too many nodes to decode in the browser.');
  if (!nodes.length || !outputs.length) invalid('This is not an ONNX model: it has no graph with outputs.');
  const standard = model(8)
    .map((set) => message(set))
    .find((set) => !text(set(1)[0]));
  return {
    nodes,
    constants,
    inputs: graph(11)
      .map(readPort)
      .filter(({ name }) => !constants.has(name)),
    outputs,
    opset: standard?.(2)[0]?.value ?? 0,
  };
}

/** Removes the nodes that no output of the graph depends on. */
export function prune(graph: Graph): void {
  const wanted = new Set(graph.outputs.map(({ name }) => name));
  graph.nodes = graph.nodes
    .toReversed()
    .filter(({ inputs, outputs }) => {
      const needed = outputs.some((name) => wanted.has(name));
      if (needed) for (const name of inputs) wanted.add(name);
      return needed;
    })
    .reverse();
}

/**
 * The only node that reads the output of `node`, apart from nodes of one operator; undefined if that is an output of
 * the model.
 */
export function reader(graph: Graph, { outputs: [made] }: Node, besides = ''): Node | undefined {
  const [next, ...others] = graph.nodes.filter(({ op, inputs }) => op !== besides && inputs.includes(made!));
  return others.length || graph.outputs.some(({ name }) => name === made) ? undefined : next;
}

function readNode(field: Field): Node {
  const node = message(field);
  const domain = text(node(7)[0]);
  return {
    op: (domain && domain !== 'ai.onnx' ? `${domain}.` : '') + text(node(4)[0]),
    name: text(node(3)[0]),
    inputs: node(1).map(text),
    outputs: node(2).map(text),
    attributes: new Map(node(5).map(readAttribute)),
  };
}

function readAttribute(field: Field): [string, Attribute] {
  const attribute = message(field);
  const [float] = floats(attribute(2));
  const [whole] = attribute(3);
  const [tensor] = attribute(5);
  return [
    text(attribute(1)[0]),
    {
      number: float ?? whole?.value,
      text: text(attribute(4)[0]),
      tensor: tensor && readTensor(tensor)[1],
      list: [...floats(attribute(7)), ...varints(attribute(8))],
    },
  ];
}

function floats(list: Field[]): number[] {
  return list.flatMap(({ bytes }) => [...numbers(Float32Array, bytes)]);
}

/** How raw bytes encode numbers, by ONNX data type. */
const TYPES: Record<number, Holder> = {
  1: Float32Array,
  2: Uint8Array,
  3: Int8Array,
  6: Int32Array,
  7: BigInt64Array,
  9: Uint8Array,
  11: Float64Array,
};
type Numbers = ArrayLike<number | bigint> & Iterable<number | bigint>;
interface Holder {
  new (buffer: ArrayBufferLike): Numbers;
  BYTES_PER_ELEMENT: number;
}

/** Little-endian numbers at any offset of the file. */
function numbers(Type: Holder, bytes: Uint8Array): Float32Array {
  const list = new Type(bytes.slice(0, bytes.length - (bytes.length % Type.BYTES_PER_ELEMENT)).buffer);
  return list instanceof Float32Array ? list : Float32Array.from(list, Number);
}

function readTensor(field: Field): [string, Tensor] {
  const tensor = message(field);
  const name = text(tensor(8)[0]);
  const shape = varints(tensor(1));
  const type = tensor(2)[0]?.value ?? 0;
  if (tensor(14)[0]?.value === 1)
    unsupported(`The weights of '${name}' are in another file; save the model with its weights inside.`);
  const Type =
    TYPES[type] ?? unsupported(`'${name}' holds numbers of ONNX type ${type}, which this engine does not support.`);
  const [raw] = [4, 9, 10].flatMap(tensor);
  const list = varints([5, 7].flatMap(tensor));
  const data = raw && !list.length ? numbers(Type, raw.bytes) : Float32Array.from(list);
  if (count(shape) !== data.length) {
    invalid(`'${name}' has the shape [${shape}], but ${data.length} numbers.`);
  }
  return [name, constant(shape, data, type !== 1 && type !== 11)];
}

function readPort(field: Field): Port {
  const port = message(field);
  // type.tensor_type.shape.dim: each is a fixed size or a name
  const dims = message(...message(...message(...port(2))(1))(2))(1);
  return { name: text(port(1)[0]), shape: dims.map((dim) => message(dim)(1)[0]?.value ?? -1) };
}
