import { readNode, readTensor, type Node } from '../engine/onnx';
import { message, text, varints } from '../engine/protobuf';
import { TYPES } from '../engine/types';
import { elements, values } from '../engine/tensor';

/** A network as an ONNX file describes it, without the numbers of its weights. */
export interface Outline {
  nodes: readonly Node[];
  /** The names of what it is given, and of what it returns. */
  inputs: readonly string[];
  outputs: readonly string[];
  /** The shapes of what the file stores, by name. */
  stored: ReadonlyMap<string, readonly number[]>;
  /** The numbers of what is stored, if these are few: arguments such as axes and limits. */
  numbers: ReadonlyMap<string, readonly number[]>;
}

/** The most numbers of an argument. */
const FEW = 16;

/** Reads an ONNX file. The numbers are field numbers of onnx.proto. Throws an EngineError for a damaged file. */
export function outlineOf(file: ArrayBuffer): Outline {
  const graph = message(...message({ bytes: new Uint8Array(file) })(7));
  const stored = new Map<string, readonly number[]>();
  const numbers = new Map<string, readonly number[]>();
  for (const field of graph(5)) {
    const tensor = message(field);
    const [name, shape] = [text(tensor(8)[0]), varints(tensor(1))];
    stored.set(name, shape);
    if (elements(shape) <= FEW) numbers.set(name, [...values(readTensor(field, TYPES)[1])]);
  }
  const nodes = graph(1).map((field) => readNode(field, TYPES));
  for (const { op, outputs, attributes } of nodes) {
    const tensor = op === 'Constant' && attributes.get('value')?.tensor;
    if (!tensor) continue;
    stored.set(outputs[0]!, tensor.shape);
    if (elements(tensor.shape) <= FEW) numbers.set(outputs[0]!, [...values(tensor)]);
  }
  const [inputs, outputs] = [11, 12].map((id) => graph(id).map((field) => text(message(field)(1)[0]))) as [
    string[],
    string[],
  ];
  return { nodes, stored, numbers, inputs: inputs.filter((name) => !stored.has(name)), outputs };
}
