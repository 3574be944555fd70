import type { Vector } from '../math/vector';

/** An array to be written. */
export interface Written {
  shape: readonly number[];
  data: Vector | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}

/** The alignment of the arrays, which lets readers use them in place. */
const ALIGNED = 8;

/** A safetensors file: the length of its header, the header as JSON, and the arrays. */
export function writeSafetensors(arrays: Record<string, Written>): Uint8Array<ArrayBuffer> {
  // the widest numbers first, so that each array is aligned
  const entries = Object.entries(arrays).sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  const header = Object.fromEntries(
    entries.map(([name, { shape, data }]) => [
      name,
      { dtype: typeOf(data), shape, data_offsets: [end, (end += data.byteLength)] },
    ]),
  );
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / ALIGNED) * ALIGNED;
  const file = new Uint8Array(8 + length + end).fill(' '.charCodeAt(0), 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  let at = 8 + length;
  for (const [, { data }] of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}

function typeOf(data: Written['data']): string {
  return data instanceof Float32Array ? 'F32' : data instanceof Int32Array ? 'I32' : 'U8';
}
