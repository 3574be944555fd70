import type { Output } from './output';

/** The types of numbers in a file, as NumPy writes them for little-endian machines. */
const TYPES: Record<string, (view: DataView, at: number) => number> = {
  '<f4': (view, at) => view.getFloat32(at, true),
  '<f8': (view, at) => view.getFloat64(at, true),
  '<i2': (view, at) => view.getInt16(at, true),
  '<i4': (view, at) => view.getInt32(at, true),
  '<i8': (view, at) => Number(view.getBigInt64(at, true)),
  '<u2': (view, at) => view.getUint16(at, true),
  '|i1': (view, at) => view.getInt8(at),
  '|u1': (view, at) => view.getUint8(at),
  '|b1': (view, at) => view.getUint8(at),
};

/** Characters of an unknown type that a message cites. */
const CITED = 20;

/** The sample in an .npy file, in the model's shape or flat. Throws what is wrong, as the end of a sentence. */
export function npySample(file: ArrayBuffer, { shape, size, many }: Output): Float32Array<ArrayBuffer> {
  const view = new DataView(file);
  const magic = file.byteLength > 12 && view.getUint32(0) === 0x934e554d;
  if (!magic) throw new Error('it is no NPY file');
  const start = view.getUint8(6) === 1 ? 10 : 12;
  const length = start === 10 ? view.getUint16(8, true) : view.getUint32(8, true);
  const header = new TextDecoder().decode(new Uint8Array(file, start, Math.min(length, file.byteLength - start)));
  const [, type = ''] = /'descr':\s*'([^']*)'/.exec(header) ?? [];
  const read = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  if (!read) throw new Error(`the page does not read its type '${type.slice(0, CITED)}': save it as float32`);
  if (!/'fortran_order':\s*False/.test(header))
    throw new Error('it is in the order of Fortran, which the page does not read: save it in C order');
  const sides = (/'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .filter((side) => side.trim())
    .map(Number);
  const core = (all: readonly number[]): string => `${all.filter((side) => side !== 1)}`;
  if (core(sides) !== core(shape) && core(sides) !== core([size]))
    throw new Error(`its shape is (${sides.join(', ')}), but this model's ${many} have (${shape.join(', ')})`);
  const bytes = Number(type.at(-1));
  if (file.byteLength < start + length + bytes * size) throw new Error('it ends too early');
  const sample = Float32Array.from({ length: size }, (_, i) => read(view, start + length + bytes * i));
  if (!sample.every(Number.isFinite)) throw new Error('it has NaN or infinity');
  return sample;
}
