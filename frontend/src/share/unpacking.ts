/** How the parts of an exported page are packed: see packing.py beside the exporter. */
export interface Packed {
  text: string;
  /** The compressed size in bytes. */
  packed: number;
  /** The unpacked size in bytes. */
  bytes: number;
  /** Bytes per number if the bytes of numbers are stored as planes; 0 for an atlas in columns. */
  width: number;
}

/** Seven-bit symbols that HTML forbids or may change; each is escaped in the character after it. */
export const HIDDEN = [0, 9, 10, 12, 13, 26, 38, 60];
const FIRST_HIDDEN = 256;

/** Text with seven bits per character as `length` bytes. */
export function bytesOf(text: string, length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let held = 0;
  let bits = 0;
  let at = 0;
  const take = (symbol: number): void => {
    held = (held << 7) | symbol;
    bits += 7;
    if (bits < 8) return;
    bits -= 8;
    bytes[at++] = held >> bits;
  };
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code >= FIRST_HIDDEN) take(HIDDEN[(code - FIRST_HIDDEN) >> 7]!);
    take(code & 127);
  }
  return bytes;
}

/** Reorders byte planes (all first bytes, all second ones, ...) into numbers. */
export function together(planes: Uint8Array<ArrayBuffer>, width: number): Uint8Array<ArrayBuffer> {
  const count = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < width; plane++)
    for (let i = 0; i < count; i++) bytes[i * width + plane] = planes[plane * count + i]!;
  return bytes;
}

/** An array of an atlas in columns: an integer q stands for low + step q. */
interface Columns {
  dtype: 'F32' | 'I32' | 'U8';
  rows: number;
  /** The lowest bits of an integer, which are stored without gaps. */
  bits: number;
  /** The bytes of an integer above them. */
  width: number;
  low: number[];
  step: number[];
}
const TYPES = { F32: Float32Array, I32: Int32Array, U8: Uint8Array };

/** The safetensors file whose arrays are stored as columns of integers. */
export function fromColumns(file: Uint8Array<ArrayBuffer>, length: number): ArrayBuffer {
  const words = new DataView(file.buffer);
  let at = 8 + words.getUint32(0, true);
  const arrays = JSON.parse(new TextDecoder().decode(file.subarray(8, at))) as Columns[];
  const head = file.subarray(at, (at += words.getUint32(4, true)));
  // a one-byte integer expands to four bytes at most
  if (!(length <= 4 * file.length)) throw new Error('The columns hold fewer bytes than declared.');
  const bytes = new Uint8Array(length);
  bytes.set(head);
  let to = head.length;
  for (const { dtype, rows, bits, width, low, step } of arrays) {
    const columns = low.length;
    const count = rows * columns;
    const above = at + Math.ceil((count * bits) / 8);
    // negative sizes would pass the check of the total
    if (!(
      Array.isArray(low) &&
      rows >= 0 &&
      bits >= 0 &&
      bits <= 8 &&
      width >= 1 &&
      above + width * count <= file.length
    ))
      throw new Error('The columns extend beyond the end.');
    const values = new TYPES[dtype](count);
    // the lowest bits, column by column, then all lowest bytes above them, then the next ones
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        const item = column * rows + row;
        const bit = item * bits;
        // the two bytes that they may lie in
        const pair = (file[at + (bit >> 3)]! << 8) | (file[at + (bit >> 3) + 1] ?? 0);
        let q = (pair >> (16 - (bit & 7) - bits)) & ((1 << bits) - 1);
        for (let plane = 0; plane < width; plane++)
          q += file[above + plane * count + item]! * 256 ** plane * (1 << bits);
        values[row * columns + column] = low[column]! + step[column]! * q;
      }
    }
    at = above + width * count;
    bytes.set(new Uint8Array(values.buffer), to);
    to += values.byteLength;
  }
  return bytes.buffer;
}

async function inflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(
    await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer(),
  );
}

/** Allowed bytes per number; 0 stands for columns. */
const WIDTHS = [0, 1, 2, 4, 8];

/** Restores a packed part of the page. */
export async function unpacked({ text, packed, bytes, width }: Packed): Promise<ArrayBuffer> {
  // a damaged page may contain anything
  if (!(packed <= 2 * text.length && WIDTHS.includes(width)))
    throw new Error('The part has another length than declared.');
  const content = await inflated(bytesOf(text, packed));
  if (!width) return fromColumns(content, bytes);
  return (width > 1 ? together(content, width) : content).buffer.slice(0, bytes);
}
