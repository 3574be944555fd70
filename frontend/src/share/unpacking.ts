/** How the parts of an exported page were packed: see src/latentwalk/hosts/sharing/packing.py. */
export interface Packed {
  text: string;
  /** Compressed, in bytes. */
  packed: number;
  /** Unpacked, in bytes. */
  bytes: number;
  /** Bytes to a number, where the bytes of numbers lie apart; 0 for an atlas in columns. */
  width: number;
}

/** Symbols of seven bits that may not stand in a page, or might be changed on the way; each hides in the character after it. */
export const HIDDEN = [0, 9, 10, 12, 13, 26, 38, 60];
const FIRST_HIDDEN = 256;

/** Text of seven bits to a character as `length` bytes. */
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

/** All first bytes of numbers, then all second ones, ...: in the order of the numbers again. */
export function together(planes: Uint8Array<ArrayBuffer>, width: number): Uint8Array<ArrayBuffer> {
  const count = planes.length / width;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0; plane < width; plane++)
    for (let i = 0; i < count; i++) bytes[i * width + plane] = planes[plane * count + i]!;
  return bytes;
}

/** An array of an atlas in columns: a whole number q stands for low + step q. */
interface Columns {
  dtype: 'F32' | 'I32' | 'U8';
  rows: number;
  /** Bytes to a whole number. */
  width: number;
  low: number[];
  step: number[];
}
const TYPES = { F32: Float32Array, I32: Int32Array, U8: Uint8Array };

/** The safetensors file whose arrays are in columns of whole numbers. */
export function fromColumns(file: Uint8Array<ArrayBuffer>, length: number): ArrayBuffer {
  const words = new DataView(file.buffer);
  let at = 8 + words.getUint32(0, true);
  const arrays = JSON.parse(new TextDecoder().decode(file.subarray(8, at))) as Columns[];
  const head = file.subarray(at, (at += words.getUint32(4, true)));
  // a whole number of one byte becomes one of four at most
  if (!(length <= 4 * file.length)) throw new Error('The columns make fewer bytes than they say.');
  const bytes = new Uint8Array(length);
  bytes.set(head);
  let to = head.length;
  for (const { dtype, rows, width, low, step } of arrays) {
    const columns = low.length;
    const count = rows * columns;
    // with fewer than no rows or no bytes to a number there would be room for anything
    if (!(Array.isArray(low) && rows >= 0 && width >= 1 && width * count <= file.length - at))
      throw new Error('The columns reach past the end.');
    const values = new TYPES[dtype](count);
    // all lowest bytes, column by column, then all next ones
    for (let column = 0; column < columns; column++) {
      for (let row = 0; row < rows; row++) {
        let q = 0;
        for (let plane = 0; plane < width; plane++) q += file[at + plane * count + column * rows + row]! * 256 ** plane;
        values[row * columns + column] = low[column]! + step[column]! * q;
      }
    }
    at += width * count;
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

/** Bytes that numbers have; 0 stands for columns. */
const WIDTHS = [0, 1, 2, 4, 8];

/** A part of the page as it was before it was packed. */
export async function unpacked({ text, packed, bytes, width }: Packed): Promise<ArrayBuffer> {
  // a page that was damaged may say anything
  if (!(packed <= 2 * text.length && WIDTHS.includes(width))) throw new Error('The part is not as long as it says.');
  const content = await inflated(bytesOf(text, packed));
  if (!width) return fromColumns(content, bytes);
  return (width > 1 ? together(content, width) : content).buffer.slice(0, bytes);
}
