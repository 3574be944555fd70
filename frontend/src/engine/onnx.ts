import { invalid, unsupported } from './errors';
import { fields, floats, text, varints } from './protobuf';
import { constant, elements, type Tensor } from './tensor';

/** One operation. An input that is left out is ''. */
export interface Node {
  op: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, Attribute>;
}

export interface Attribute {
  number?: number;
  text?: string;
  tensor?: Tensor;
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

/** Reads an ONNX file. The numbers are those of the fields in onnx.proto. */
export function parse(file: Uint8Array): Graph {
  const graph: Graph = { nodes: [], constants: new Map(), inputs: [], outputs: [], opset: 0 };
  for (const { id, bytes } of fields(file)) {
    if (id === 7) readGraph(bytes, graph);
    else if (id === 8) {
      let domain = '';
      let version = 0;
      for (const field of fields(bytes)) {
        if (field.id === 1) domain = text(field.bytes);
        else if (field.id === 2) version = field.value;
      }
      if (!domain) graph.opset = version;
    }
  }
  if (!graph.nodes.length || !graph.outputs.length) invalid('This is not an ONNX model: it has no graph with outputs.');
  graph.inputs = graph.inputs.filter(({ name }) => !graph.constants.has(name));
  return graph;
}

/** Drops the nodes that no output of the graph needs. */
export function prune(graph: Graph): void {
  const wanted = new Set(graph.outputs.map(({ name }) => name));
  graph.nodes = graph.nodes.toReversed().filter(({ inputs, outputs }) => {
    const needed = outputs.some((name) => wanted.has(name));
    if (needed) for (const name of inputs) wanted.add(name);
    return needed;
  }).reverse();
}

function readGraph(bytes: Uint8Array, graph: Graph): void {
  for (const { id, bytes: part } of fields(bytes)) {
    if (id === 1) graph.nodes.push(readNode(part));
    else if (id === 5) {
      const [name, tensor] = readTensor(part);
      graph.constants.set(name, tensor);
    } else if (id === 11) graph.inputs.push(readPort(part));
    else if (id === 12) graph.outputs.push(readPort(part));
  }
}

function readNode(bytes: Uint8Array): Node {
  const node: Node = { op: '', name: '', inputs: [], outputs: [], attributes: new Map() };
  for (const { id, bytes: part } of fields(bytes)) {
    if (id === 1) node.inputs.push(text(part));
    else if (id === 2) node.outputs.push(text(part));
    else if (id === 3) node.name = text(part);
    else if (id === 4) node.op += text(part);
    else if (id === 5) readAttribute(part, node);
    else if (id === 7 && part.length && text(part) !== 'ai.onnx') node.op = `${text(part)}.${node.op}`;
  }
  return node;
}

function readAttribute(bytes: Uint8Array, node: Node): void {
  const attribute: Attribute = { list: [] };
  let name = '';
  for (const field of fields(bytes)) {
    const { id, bytes: part } = field;
    if (id === 1) name = text(part);
    else if (id === 2) attribute.number = floats(part)[0]!;
    else if (id === 3) attribute.number = field.value;
    else if (id === 4) attribute.text = text(part);
    else if (id === 5) attribute.tensor = readTensor(part)[1];
    else if (id === 7) for (const number of floats(part)) attribute.list.push(number);
    else if (id === 8) varints(field, attribute.list);
  }
  node.attributes.set(name, attribute);
}

/** How raw bytes become numbers, by ONNX data type, and how long one is. */
const TYPES: Record<number, [number, (view: DataView, at: number) => number]> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [1, (view, at) => view.getInt8(at)],
  6: [4, (view, at) => view.getInt32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  9: [1, (view, at) => view.getUint8(at)],
  11: [8, (view, at) => view.getFloat64(at, true)],
};

function readTensor(bytes: Uint8Array): [string, Tensor] {
  const shape: number[] = [];
  const list: number[] = [];
  let name = '';
  let type = 0;
  let raw: Uint8Array | undefined;
  let elsewhere = false;
  for (const field of fields(bytes)) {
    const { id, bytes: part, value } = field;
    if (id === 1) varints(field, shape);
    else if (id === 2) type = value;
    else if (id === 5 || id === 7) varints(field, list);
    else if (id === 8) name = text(part);
    else if (id === 4 || id === 9 || id === 10) raw = part;
    else if (id === 14) elsewhere = value === 1;
  }
  if (elsewhere) unsupported(`The weights of '${name}' are in another file; save the model with its weights inside.`);
  const format = TYPES[type] ?? unsupported(`'${name}' holds numbers of ONNX type ${type}, which this engine does not read.`);
  let data: Float32Array;
  if (list.length || !raw) data = Float32Array.from(list);
  else if (type === 1) data = floats(raw);
  else {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    data = Float32Array.from({ length: Math.floor(raw.length / format[0]) }, (_, i) => format[1](view, i * format[0]));
  }
  if (shape.some((size) => size < 0) || elements(shape) !== data.length) {
    invalid(`'${name}' has the shape [${shape}], but ${data.length} numbers.`);
  }
  return [name, constant(shape, data, type !== 1 && type !== 11)];
}

function readPort(bytes: Uint8Array): Port {
  const port: Port = { name: '', shape: [] };
  for (const { id, bytes: part } of fields(bytes)) {
    if (id === 1) port.name = text(part);
    else if (id === 2) {
      // type.tensor_type.shape.dim: each holds a fixed size or a name
      for (const tensor of only(1, part)) {
        for (const shape of only(2, tensor)) {
          for (const dim of only(1, shape)) {
            let size = -1;
            for (const field of fields(dim)) if (field.id === 1) size = field.value;
            port.shape.push(size);
          }
        }
      }
    }
  }
  return port;
}

function* only(id: number, bytes: Uint8Array): Generator<Uint8Array> {
  for (const field of fields(bytes)) if (field.id === id) yield field.bytes;
}
