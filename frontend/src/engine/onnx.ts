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
  texts?: string[];
}

/** An input or output of the model. A size of -1 is not fixed by the file. */
export interface Port {
  name: string;
  shape: number[];
  /** As of a tensor. */
  type?: number;
}

export interface Graph {
  nodes: Node[];
  constants: Map<string, Tensor>;
  inputs: Port[];
  outputs: Port[];
  opset: number;
  /** Bytes of the file. */
  size: number;
  /** Whether samples depend on others of their batch, which must then run as a whole. */
  whole?: boolean;
}

/** The input that holds a seed for each sample. Exporters give no such name. */
export const SEED = '\0seed';

/** An attribute that is a number. */
export function numberOf({ attributes }: Node, name: string, otherwise: number): number {
  return attributes.get(name)?.number ?? otherwise;
}

/** Parses an ONNX file. The numbers are field numbers of onnx.proto. */
export function parse(bytes: Uint8Array, types: Types): Graph {
  const model = message({ bytes });
  const graph = message(...model(7));
  const nodes = graph(1).map((field) => readNode(field, types));
  const constants = new Map(graph(5).map((field) => readTensor(field, types)));
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
    size: bytes.length,
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

export function readNode(field: Field, types: Types): Node {
  const node = message(field);
  const domain = text(node(7)[0]);
  return {
    op: (domain && domain !== 'ai.onnx' ? `${domain}.` : '') + text(node(4)[0]),
    name: text(node(3)[0]),
    inputs: node(1).map(text),
    outputs: node(2).map(text),
    attributes: new Map(node(5).map((one) => readAttribute(one, types))),
  };
}

function readAttribute(field: Field, types: Types): [string, Attribute] {
  const attribute = message(field);
  const [float] = floats(attribute(2));
  const [whole] = attribute(3);
  const [tensor] = attribute(5);
  return [
    text(attribute(1)[0]),
    {
      number: float ?? whole?.value,
      text: text(attribute(4)[0]),
      tensor: tensor && readTensor(tensor, types)[1],
      list: [...floats(attribute(7)), ...varints(attribute(8))],
      texts: attribute(9).map(text),
    },
  ];
}

function floats(list: Field[]): number[] {
  return list.flatMap(({ bytes }) => [...numbers(bytes, [Float32Array])]);
}

type Numbers = ArrayLike<number | bigint> & Iterable<number | bigint>;
interface Holder {
  new (buffer: ArrayBufferLike): Numbers;
  BYTES_PER_ELEMENT: number;
}
/** How raw bytes hold numbers, by ONNX data type, and what makes a number of each. */
export type Types = Record<number, [Holder, ((held: number | bigint) => number)?]>;

/** The types in the files of plain models. */
export const PLAIN_TYPES: Types = { 1: [Float32Array], 7: [BigInt64Array] };

/** The types of real numbers: float, half, double and bfloat16. */
export const REAL = [1, 10, 11, 16];

/** Little-endian numbers at any offset of the file. */
function numbers(bytes: Uint8Array, [Type, decode = Number]: Types[number]): Float32Array {
  const list = new Type(bytes.slice(0, bytes.length - (bytes.length % Type.BYTES_PER_ELEMENT)).buffer);
  return list instanceof Float32Array ? list : Float32Array.from(list, decode);
}

/** How the type of a tensor is named here. */
function kindOf(type: number): number {
  return REAL.includes(type) ? 0 : type;
}

export function readTensor(field: Field, types: Types): [string, Tensor] {
  const tensor = message(field);
  const name = text(tensor(8)[0]);
  const shape = varints(tensor(1));
  const type = tensor(2)[0]?.value ?? 0;
  if (tensor(14)[0]?.value === 1)
    unsupported(`The weights of '${name}' are in another file; save the model with its weights inside.`);
  const held =
    types[type] ?? unsupported(`'${name}' holds numbers of ONNX type ${type}, which this engine does not support.`);
  const [raw] = [4, 9, 10].flatMap(tensor);
  const list = varints([5, 7, 11].flatMap(tensor));
  const data = raw && !list.length ? numbers(raw.bytes, held) : Float32Array.from(list, held[1] ?? Number);
  if (count(shape) !== data.length) {
    invalid(`'${name}' has the shape [${shape}], but ${data.length} numbers.`);
  }
  return [name, constant(shape, data, kindOf(type))];
}

function readPort(field: Field): Port {
  const port = message(field);
  const tensor = message(...message(...port(2))(1));
  return {
    name: text(port(1)[0]),
    // each size is fixed or has a name
    shape: message(...tensor(2))(1).map((size) => message(size)(1)[0]?.value ?? -1),
    type: kindOf(tensor(1)[0]?.value ?? 1),
  };
}
