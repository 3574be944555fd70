type Stored = Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
/** Halves are read as their bits: most browsers have no numbers of that kind. */
const TYPES = { F32: Float32Array, F16: Uint16Array, I32: Int32Array, U8: Uint8Array };

export interface Tensor {
  shape: number[];
  data: Stored;
}

/** Reads a safetensors file: the arrays of types that model folders hold, copied only where they lie askew. */
export function readSafetensors(file: ArrayBuffer): Map<string, Tensor> {
  const faulty = (): never => {
    throw new Error('is not a safetensors file');
  };
  if (file.byteLength < 8) return faulty();
  const length = Number(new DataView(file).getBigUint64(0, true));
  const start = 8 + length;
  if (!(start <= file.byteLength)) return faulty();
  let header: Record<string, { dtype: keyof typeof TYPES; shape: number[]; data_offsets: [number, number] }>;
  try {
    header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length)));
  } catch {
    return faulty();
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header ?? {})) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: [from, to] = [NaN, NaN] } = entry ?? {};
    const type = TYPES[dtype];
    if (!type || !Array.isArray(shape)) return faulty();
    const elements = shape.reduce((product, side) => product * side, 1);
    if (!(from >= 0 && from <= to && start + to <= file.byteLength) || (to - from) !== elements * type.BYTES_PER_ELEMENT) return faulty();
    const at = start + from;
    const data = at % type.BYTES_PER_ELEMENT ? new type(file.slice(at, start + to)) : new type(file, at, elements);
    tensors.set(name, { shape, data });
  }
  return tensors;
}
