import { joined, type Bytes } from '../engine/bytes';
import { field } from '../engine/protobufWriter';

/** What is appended to the names of a value for its numbers in one row, and for its shape. */
const [ROW, SHAPE] = ['\0row', '\0shape'];
const INT64 = 7;

/**
 * An ONNX file whose network also returns the given values, besides what it returns itself. Parts of a message that is
 * in a file twice count as one, so that the new outputs are appended, and nothing that is there changes.
 */
export function exposing(file: ArrayBuffer, names: readonly string[]): ArrayBuffer {
  return appended(
    file,
    names.map((name) => output(name, 1)),
  );
}

/** As `exposing`, for values whose first axis is not the batch: each as a row of numbers, and its shape as another. */
export function flattening(file: ArrayBuffer, names: readonly string[]): ArrayBuffer {
  const parts = names.flatMap((name) => [
    node('Flatten', name, name + ROW),
    node('Shape', name, name + SHAPE + ROW),
    node('Flatten', name + SHAPE + ROW, name + SHAPE),
    output(name + ROW, 1),
    output(name + SHAPE, INT64),
  ]);
  return appended(file, parts);
}

/** The names of the outputs that `flattening` adds for a value: its numbers and its shape. */
export function flattened(name: string): [row: string, shape: string] {
  return [name + ROW, name + SHAPE];
}

/** A file with further parts of its graph. The numbers are field numbers of onnx.proto. */
function appended(file: ArrayBuffer, parts: readonly Bytes[]): ArrayBuffer {
  return joined(new Uint8Array(file), field(7, joined(...parts))).buffer;
}

/** A node with the attribute axis = 0, which those with no such attribute lack. */
function node(op: 'Flatten' | 'Shape', from: string, to: string): Bytes {
  const axis = joined(field(1, 'axis'), field(3, 0), field(20, 2));
  const plain = [field(1, from), field(2, to), field(4, op)];
  return field(1, joined(...plain, ...(op === 'Flatten' ? [field(5, axis)] : [])));
}

/** An output of some ONNX type, without a shape. */
function output(name: string, type: number): Bytes {
  return field(12, joined(field(1, name), field(2, field(1, field(1, type)))));
}
