/** Signatures and lengths of a zip's records (PKWARE's APPNOTE, 4.3), the version needed, and the flag for UTF-8. */
const [HEADER, ENTRY, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [HEADER_LENGTH, ENTRY_LENGTH, END_LENGTH] = [30, 46, 22];
const [VERSION, UTF8] = [20, 0x800];
/** 1 January 1980, the first day of a zip, so that equal files make equal zips. */
const DAY = 0x21;

/** A zip of files by name, not compressed: weights hardly shrink. */
export function writeZip(files: Record<string, Uint8Array<ArrayBuffer>>): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const entries: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = new TextEncoder().encode(path);
    const shared = [VERSION, UTF8, 0, 0, DAY];
    const sizes = [crc(content), content.length, content.length];
    const header = record(HEADER_LENGTH, HEADER, shared, sizes, [name.length, 0]);
    const entry = record(ENTRY_LENGTH, ENTRY, [VERSION, ...shared], sizes, [name.length]);
    new DataView(entry.buffer).setUint32(ENTRY_LENGTH - 4, at, true);
    parts.push(header, name, content);
    entries.push(entry, name);
    at += header.length + name.length + content.length;
  }
  const length = entries.reduce((sum, entry) => sum + entry.length, 0);
  const count = entries.length / 2;
  const end = record(END_LENGTH, END, [0, 0, count, count], [length, at], [0]);
  return new Blob([...parts, ...entries, end], { type: 'application/zip' });
}

/** A record: its signature, some 16-bit words, some 32-bit words, and 16-bit words again; the rest is zero. */
function record(
  length: number,
  signature: number,
  words: readonly number[],
  longs: readonly number[],
  more: readonly number[],
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, signature, true);
  let at = 4;
  for (const word of words) view.setUint16((at += 2) - 2, word, true);
  for (const long of longs) view.setUint32((at += 4) - 4, long, true);
  for (const word of more) view.setUint16((at += 2) - 2, word, true);
  return bytes;
}

/** The cyclic redundancy check of zips, bit by bit over a table of bytes. */
function crc(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255]! ^ (sum >>> 8);
  return ~sum >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});
