import type { Range } from './folder';

/** A part of a zip: its compressed and uncompressed size, whether it is deflated, and the offset of its header. */
interface Part {
  packed: number;
  size: number;
  deflated: boolean;
  at: number;
}

/** The most uncompressed bytes of a part; the parts of model folders are far smaller. */
export const MOST_BYTES = 2 ** 27;
/** The most bytes of the central directory; a longer one is not that of a model folder. */
const MOST_LIST = 2 ** 22;
/** The highest compression ratio of deflate. */
const DENSEST = 1032;
/** Signatures and lengths of a zip's records, and the longest comment (PKWARE's APPNOTE, 4.3). */
const [END, ENTRY, HEADER] = [0x06054b50, 0x02014b50, 0x04034b50];
const [END_LENGTH, ENTRY_LENGTH, HEADER_LENGTH] = [22, 46, 30];
const MOST_COMMENT = 2 ** 16 - 1;
const [STORED, DEFLATED] = [0, 8];
/** The placeholder in zips of more than 4 GB whose real value is elsewhere. */
const ELSEWHERE = 2 ** 32 - 1;

/**
 * A zip file whose parts are read on request. None of its metadata is trusted: a part may not be longer than declared,
 * and offsets are checked against the file.
 */
export class Zip {
  private constructor(
    private readonly file: Blob,
    private readonly parts: ReadonlyMap<string, Part>,
  ) {}

  /** Reads the list of parts. Rejects with the rest of a sentence that starts with the file's name. */
  static async open(file: Blob): Promise<Zip> {
    const tail = await view(file, Math.max(0, file.size - END_LENGTH - MOST_COMMENT), file.size);
    let at = tail.byteLength - END_LENGTH;
    // the last record ends with a comment, at the end of the file
    while (
      at >= 0 &&
      (tail.getUint32(at, true) !== END || at + END_LENGTH + tail.getUint16(at + 20, true) !== tail.byteLength)
    )
      at--;
    if (at < 0) throw new Error('is not a zip file, or is truncated');
    const [count, length, start] = [
      tail.getUint16(at + 10, true),
      tail.getUint32(at + 12, true),
      tail.getUint32(at + 16, true),
    ];
    if (start === ELSEWHERE) throw new Error('is a zip of more than 4 GB');
    if (length > MOST_LIST || start + length > file.size) throw damaged();
    const list = await view(file, start, start + length);
    const text = new TextDecoder();
    const parts = new Map<string, Part>();
    for (let i = 0, place = 0; i < count; i++) {
      if (place + ENTRY_LENGTH > length || list.getUint32(place, true) !== ENTRY) throw damaged();
      const [method, named, extra, comment] = [10, 28, 30, 32].map((offset) =>
        list.getUint16(place + offset, true),
      ) as [number, number, number, number];
      const [packed, size, header] = [20, 24, 42].map((offset) => list.getUint32(place + offset, true)) as [
        number,
        number,
        number,
      ];
      if (place + ENTRY_LENGTH + named > length) throw damaged();
      const name = text.decode(new Uint8Array(list.buffer, place + ENTRY_LENGTH, named));
      // other compression methods are allowed for parts that are never read
      if (method === STORED || method === DEFLATED)
        parts.set(name, { packed, size, deflated: method === DEFLATED, at: header });
      place += ENTRY_LENGTH + named + extra + comment;
    }
    return new Zip(file, parts);
  }

  get names(): string[] {
    return [...this.parts.keys()];
  }

  /**
   * The bytes of a part, at most `most`; null if there is none of that name. Of a part that is not compressed, only
   * those in a range. Rejects like `open`.
   */
  async read(name: string, most = MOST_BYTES, range?: Range): Promise<ArrayBuffer | null> {
    const part = this.parts.get(name);
    if (!part) return null;
    const { packed, size, deflated, at } = part;
    const [from, to] = range && !deflated ? [range[0], Math.min(size, range[1])] : [0, size];
    if (to - from > most) throw new Error(`holds ${size} bytes as ${name}, which is more than a page can open`);
    if (deflated ? size > DENSEST * packed : size !== packed) throw damaged();
    const head = await view(this.file, at, at + HEADER_LENGTH);
    if (head.byteLength < HEADER_LENGTH || head.getUint32(0, true) !== HEADER) throw damaged();
    const start = at + HEADER_LENGTH + head.getUint16(26, true) + head.getUint16(28, true);
    if (start + packed > this.file.size) throw damaged();
    return deflated
      ? inflated(this.file.slice(start, start + packed), size)
      : this.file.slice(start + from, start + to).arrayBuffer();
  }
}

async function view(file: Blob, start: number, end: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}

function damaged(): Error {
  return new Error('is a damaged zip file');
}

/** Inflates data to exactly `size` bytes. */
async function inflated(content: Blob, size: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  const reader = content.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (let chunk; (chunk = (await reader.read()).value); at += chunk.length) bytes.set(chunk, at);
  } catch {
    // neither deflate data, nor data longer than declared
    reader.cancel().catch(() => undefined);
    throw damaged();
  }
  if (at !== size) throw damaged();
  return bytes.buffer;
}
