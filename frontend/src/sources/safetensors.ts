type Stored = Float32Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
/** Half-precision numbers are read as bits, since most browsers lack Float16Array. */
const TYPES = { F32: Float32Array, F16: Uint16Array, I32: Int32Array, U8: Uint8Array };

export interface Tensor {
  shape: number[];
  data: Stored;
}

interface Header {
  dtype: keyof typeof TYPES;
  shape: number[];
  data_offsets: [number, number];
}

/** Parses a safetensors file with the types that model folders use. Arrays are copied only if they are not aligned. */
export function readSafetensors(file: ArrayBuffer): Map<string, Tensor> {
  const faulty = (): never => {
    throw new Error('is not a safetensors file');
  };
  if (file.byteLength < 8) return faulty();
  const length = Number(new DataView(file).getBigUint64(0, true));
  const start = 8 + length;
  if (!(start <= file.byteLength)) return faulty();
  let header: Record<string, Partial<Header> | null> | null;
  try {
    header = JSON.parse(new TextDecoder().decode(new Uint8Array(file, 8, length))) as typeof header;
  } catch {
    return faulty();
  }
  const tensors = new Map<string, Tensor>();
  for (const [name, entry] of Object.entries(header ?? {})) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets } = entry ?? {};
    const [from, to] = Array.isArray(data_offsets) ? data_offsets : [NaN, NaN];
    const type = typeof dtype === 'string' && Object.hasOwn(TYPES, dtype) && TYPES[dtype];
    if (!type || !Array.isArray(shape) || !shape.every((side) => Number.isInteger(side) && side >= 0)) return faulty();
    const elements = shape.reduce((product, side) => product * side, 1);
    if (
      !(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && start + to <= file.byteLength) ||
      to - from !== elements * type.BYTES_PER_ELEMENT
    )
      return faulty();
    const at = start + from;
    const data = at % type.BYTES_PER_ELEMENT ? new type(file.slice(at, start + to)) : new type(file, at, elements);
    tensors.set(name, { shape, data });
  }
  return tensors;
}

/** An array with a given type and shape. Throws the rest of a sentence that starts with the file's name. */
export function arrayOf<T extends Stored>(
  tensors: ReadonlyMap<string, Tensor>,
  name: string,
  type: new (length: number) => T,
  ...shape: number[]
): T {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`lacks the array '${name}'`);
  if (!(tensor.data instanceof type) || `${tensor.shape}` !== `${shape}`)
    throw new Error(`has an array '${name}' of another type or shape than (${shape})`);
  return tensor.data;
}
