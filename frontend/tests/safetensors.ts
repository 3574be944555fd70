const NAMES = { Float32Array: 'F32', Uint16Array: 'F16', Int32Array: 'I32', Uint8Array: 'U8' };
export type Arrays = Record<string, { shape: number[]; data: Float32Array | Uint16Array | Int32Array | Uint8Array }>;

/** A safetensors file, as the format's description says. */
export function safetensors(arrays: Arrays): ArrayBuffer {
  const header: Record<string, unknown> = {};
  const there = Object.entries(arrays).filter(([, array]) => array);
  let at = 0;
  for (const [name, { shape, data }] of there) {
    header[name] = {
      dtype: NAMES[data.constructor.name as keyof typeof NAMES],
      shape,
      data_offsets: [at, (at += data.byteLength)],
    };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + at);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  at = 8 + text.length;
  for (const [, { data }] of there) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes.buffer;
}
