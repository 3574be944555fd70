/** The ONNX data type of float32. */
const FLOAT = 1;
/** Field numbers of onnx.proto: of a model, its graph; of a graph, an initializer; of an initializer, its contents. */
const [GRAPH, INITIALIZER, DATA_TYPE, FLOATS, NAME, RAW] = [7, 5, 2, 4, 8, 9];

/**
 * The fields of a protobuf message: their number, and the value of a varint or the bytes of anything else. For files
 * that the engine has already opened; protobuf.ts is for files that may be damaged, and would add its dependencies to
 * the page's first script, which must stay small.
 */
function* fields(
  bytes: Uint8Array<ArrayBuffer>,
): Generator<[id: number, value: number, bytes: Uint8Array<ArrayBuffer>]> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++]!;
      value += (byte & 127) * scale;
      if (!(byte & 128)) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key & 7;
    const value = wire === 1 ? 8 : wire === 5 ? 4 : varint();
    const start = at;
    if (wire) at += value;
    yield [Math.floor(key / 8), value, bytes.subarray(start, at)];
  }
}

/** The float32 weights of an ONNX file by name, as parts of its bytes. */
export function weightsOf(file: Uint8Array<ArrayBuffer>): Map<string, Uint8Array<ArrayBuffer>> {
  const found = new Map<string, Uint8Array<ArrayBuffer>>();
  for (const [part, , graph] of fields(file)) {
    if (part !== GRAPH) continue;
    for (const [kind, , tensor] of fields(graph)) {
      if (kind !== INITIALIZER) continue;
      const all = [...fields(tensor)];
      const [, , name] = all.find(([id]) => id === NAME) ?? [];
      const numbers = all.find(([id, , { length }]) => (id === RAW || id === FLOATS) && length);
      if (numbers && all.some(([id, value]) => id === DATA_TYPE && value === FLOAT))
        found.set(new TextDecoder().decode(name), numbers[2]);
    }
  }
  return found;
}

/** An ONNX file with other weights. Throws if a weight is missing or has another number of elements. */
export function patched(file: ArrayBuffer, weights: ReadonlyMap<string, Float32Array<ArrayBuffer>>): ArrayBuffer {
  const copy = new Uint8Array(file.slice(0));
  for (const [name, place] of weightsOf(copy)) {
    const values = weights.get(name);
    if (values?.byteLength !== place.length)
      throw new Error(
        `The snapshot has ${values?.length ?? 'no'} weights '${name}', but the decoder has ${place.length / 4}.`,
      );
    // browsers run on little-endian machines, as the file is
    place.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  }
  return copy.buffer;
}
