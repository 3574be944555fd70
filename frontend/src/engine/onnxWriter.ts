import { joined, type Bytes } from './bytes';
import { field } from './protobufWriter';

/** An array with a name: weights as floats, the target of a Reshape as whole numbers. */
export interface Initializer {
  name: string;
  shape: readonly number[];
  data: Float32Array<ArrayBuffer> | BigInt64Array<ArrayBuffer>;
}

/** One operation; attributes are whole numbers, lists of them, or an array. */
export interface Operation {
  op: string;
  name: string;
  inputs: readonly string[];
  output: string;
  attributes?: Record<string, number | readonly number[] | Initializer>;
}

/** A graph of floats. Inputs and outputs are named and have the shapes of one item. */
export interface Written {
  name: string;
  operations: readonly Operation[];
  initializers: readonly Initializer[];
  inputs: Record<string, readonly number[]>;
  outputs: Record<string, readonly number[]>;
}

/** As in training/onnx_writer.py. */
const [IR_VERSION, OPSET] = [8, 17];
/** Types of onnx.proto: of tensors, and of attributes. */
const [FLOAT, INT64] = [1, 7];
const [INT, TENSOR, INTS] = [2, 4, 7];

/** An ONNX file. The numbers are field numbers of onnx.proto. */
export function onnxFile({ name, operations, initializers, inputs, outputs }: Written): Bytes {
  const graph = joined(
    ...operations.map((operation) => field(1, node(operation))),
    field(2, name),
    ...initializers.map((one) => field(5, tensor(one))),
    ...Object.entries(inputs).map(([port, shape]) => field(11, value(port, shape))),
    ...Object.entries(outputs).map(([port, shape]) => field(12, value(port, shape))),
  );
  const standard = joined(field(1, ''), field(2, OPSET));
  return joined(field(1, IR_VERSION), field(2, 'latentwalk'), field(7, graph), field(8, standard));
}

function node({ op, name, inputs, output, attributes = {} }: Operation): Bytes {
  return joined(
    ...inputs.map((input) => field(1, input)),
    field(2, output),
    field(3, name),
    field(4, op),
    ...Object.entries(attributes).map(([key, value]) => field(5, joined(field(1, key), ...attribute(value)))),
  );
}

function attribute(value: number | readonly number[] | Initializer): Bytes[] {
  if (typeof value === 'number') return [field(3, value), field(20, INT)];
  if ('data' in value) return [field(5, tensor(value)), field(20, TENSOR)];
  return [...value.map((one) => field(8, one)), field(20, INTS)];
}

/** Browsers run on little-endian machines, as the file is. */
function tensor({ name, shape, data }: Initializer): Bytes {
  return joined(
    ...shape.map((side) => field(1, side)),
    field(2, data instanceof Float32Array ? FLOAT : INT64),
    field(8, name),
    field(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  );
}

/** An input or output: floats for n items. */
function value(name: string, shape: readonly number[]): Bytes {
  const sides = [field(2, 'n'), ...shape.map((side) => field(1, side))];
  const type = joined(field(1, FLOAT), field(2, joined(...sides.map((side) => field(1, side)))));
  return joined(field(1, name), field(2, field(1, type)));
}
