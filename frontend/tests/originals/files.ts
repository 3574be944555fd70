import type { Range } from '../../src/sources/folder';

/** A file of originals: an index, followed by parts. */
export function fileOf(index: unknown, ...parts: (ArrayBuffer | Uint8Array<ArrayBuffer>)[]): Promise<ArrayBuffer> {
  const text = new TextEncoder().encode(typeof index === 'string' ? index : JSON.stringify(index));
  const head = new Uint8Array(12);
  head.set(new TextEncoder().encode('LWORIG1\n'));
  new DataView(head.buffer).setUint32(8, text.length, true);
  return new Blob([head, text, ...parts]).arrayBuffer();
}

/** Reads parts of a file, and records which. */
export function partly(file: ArrayBuffer): { read: (range: Range) => Promise<ArrayBuffer>; asked: Range[] } {
  const asked: Range[] = [];
  return {
    asked,
    read: async (range) => {
      asked.push(range);
      return file.slice(...range);
    },
  };
}

/** Reads the whole file, whichever part is asked for. */
export function wholly(file: ArrayBuffer): { read: () => Promise<ArrayBuffer>; asked: number[] } {
  const asked: number[] = [];
  return { asked, read: async () => (asked.push(file.byteLength), file.slice(0)) };
}
