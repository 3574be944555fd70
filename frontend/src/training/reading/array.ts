/** An array of numbers from a file, with its shape. Values are read on demand: a large file is sampled. */
export interface NumberArray {
  shape: readonly number[];
  at(index: number): number;
  /** Whether values are whole numbers from 0 to 255. */
  bytes: boolean;
}

/** Types of numbers in a file, as NumPy writes them for little-endian machines. */
const TYPES: Record<string, [bytes: number, read: (view: DataView, at: number) => number]> = {
  '|b1': [1, (view, at) => 255 * view.getUint8(at)],
  '|u1': [1, (view, at) => view.getUint8(at)],
  '|i1': [1, (view, at) => view.getInt8(at)],
  '<u2': [2, (view, at) => view.getUint16(at, true)],
  '<i2': [2, (view, at) => view.getInt16(at, true)],
  '<i4': [4, (view, at) => view.getInt32(at, true)],
  '<u4': [4, (view, at) => view.getUint32(at, true)],
  '<i8': [8, (view, at) => Number(view.getBigInt64(at, true))],
  '<f4': [4, (view, at) => view.getFloat32(at, true)],
  '<f8': [8, (view, at) => view.getFloat64(at, true)],
};
const MAGIC = 0x934e554d;

/** Reads an .npy file. Throws the end of a sentence that starts with the file's name. */
export function npyArray(file: ArrayBuffer): NumberArray {
  const view = new DataView(file);
  if (file.byteLength < 12 || view.getUint32(0) !== MAGIC) throw new Error('is not an NPY file');
  const start = view.getUint8(6) === 1 ? 10 : 12;
  const length = start === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = new TextDecoder().decode(new Uint8Array(file, start, Math.min(length, file.byteLength - start)));
  const [, type = ''] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const [bytes, read] = (Object.hasOwn(TYPES, type) && TYPES[type]) || [0, null];
  if (!read || !/'fortran_order':\s*False/.test(header))
    throw new Error(`has values of type '${type.slice(0, 20)}', or in Fortran order: save it as uint8 in C order`);
  const sides = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? '';
  const shape = [...sides.matchAll(/\d+/g)].map(Number);
  const count = shape.reduce((product, side) => product * side, 1);
  if (file.byteLength < start + length + bytes * count) throw new Error('ends too early');
  return { shape, at: (index) => read(view, start + length + bytes * index), bytes: type === '|u1' || type === '|b1' };
}

/** Reads an IDX file of bytes, as MNIST's are; null if it is none. */
export function idxArray(file: ArrayBuffer): NumberArray | null {
  if (file.byteLength < 8) return null;
  const view = new DataView(file);
  const axes = view.getUint8(3);
  if (view.getUint16(0) !== 0 || view.getUint8(2) !== 8 || !(axes === 1 || axes === 3)) return null;
  const start = 4 + 4 * axes;
  if (file.byteLength < start) return null;
  const shape = Array.from({ length: axes }, (_, axis) => view.getUint32(4 + 4 * axis));
  if (file.byteLength - start !== shape.reduce((product, side) => product * side, 1)) return null;
  return { shape, at: (index) => view.getUint8(start + index), bytes: true };
}
