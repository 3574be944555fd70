import { joined } from '../src/engine/bytes';

/** A writer for the ONNX files of the tests. Field numbers are those of onnx.proto. */

type Part = number | string | Uint8Array;

function varint(value: number | bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest);
  return bytes;
}

/** A field: a number as a varint, or bytes with their length. */
function field(id: number, value: Part): Uint8Array {
  if (typeof value === 'number') return Uint8Array.from([...varint(id * 8), ...varint(value)]);
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return join([Uint8Array.from([...varint(id * 8 + 2), ...varint(bytes.length)]), bytes]);
}

const join = (parts: readonly Uint8Array[]): Uint8Array => joined(...parts);

export interface Weights {
  shape: number[];
  data: Float32Array | number[];
}

/** A Float32Array becomes a float tensor, a list one of 64-bit integers. */
function tensor(name: string, { shape, data }: Weights): Uint8Array {
  const raw =
    data instanceof Float32Array
      ? new Uint8Array(data.slice().buffer)
      : new Uint8Array(BigInt64Array.from(data.map((one) => BigInt(one))).buffer);
  return join([
    ...shape.map((size) => field(1, size)),
    field(2, data instanceof Float32Array ? 1 : 7),
    field(8, name),
    field(9, raw),
  ]);
}

export type AttributeValue = number | { float: number } | string | number[] | Weights;

function attribute(name: string, value: AttributeValue): Uint8Array {
  if (typeof value === 'number') return join([field(1, name), field(3, value), field(20, 2)]);
  if (typeof value === 'string') return join([field(1, name), field(4, value), field(20, 3)]);
  if (Array.isArray(value)) return join([field(1, name), ...value.map((one) => field(8, one)), field(20, 7)]);
  if ('data' in value) return join([field(1, name), field(5, tensor('', value)), field(20, 4)]);
  const float = new Uint8Array(Float32Array.of(value.float).buffer);
  return join([field(1, name), Uint8Array.of(2 * 8 + 5, ...float), field(20, 1)]);
}

export interface NodeSpec {
  op: string;
  inputs: string[];
  outputs: string[];
  attributes?: Record<string, AttributeValue>;
}

function port(name: string, shape: number[]): Uint8Array {
  const dims = shape.map((size) => field(1, size < 0 ? field(2, 'n') : field(1, size)));
  return join([field(1, name), field(2, field(1, join([field(1, 1), field(2, join(dims))])))]);
}

/** An ONNX file. A size of -1 in an input is the batch; outputs need no shape. */
export function model(
  nodes: NodeSpec[],
  inputs: Record<string, number[]>,
  outputs: string[],
  weights: Record<string, Weights> = {},
  opset = 18,
): Uint8Array {
  const graph = join([
    ...nodes.map(({ op, inputs: from, outputs: to, attributes = {} }) =>
      field(
        1,
        join([
          ...from.map((name) => field(1, name)),
          ...to.map((name) => field(2, name)),
          field(4, op),
          ...Object.entries(attributes).map(([name, value]) => field(5, attribute(name, value))),
        ]),
      ),
    ),
    field(2, 'test'),
    ...Object.entries(weights).map(([name, one]) => field(5, tensor(name, one))),
    ...Object.entries(inputs).map(([name, shape]) => field(11, port(name, shape))),
    ...outputs.map((name) => field(12, join([field(1, name), field(2, field(1, field(1, 1)))]))),
  ]);
  return join([field(1, 9), field(7, graph), field(8, join([field(1, ''), field(2, opset)]))]);
}
