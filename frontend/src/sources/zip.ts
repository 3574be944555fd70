/** A part of a zip: how many bytes it has there and unpacked, whether it is deflated, and where its header is. */
interface Part {
  packed: number;
  size: number;
  deflated: boolean;
  at: number;
}

/** A part may be this large when unpacked, in bytes; a model folder's parts are far smaller. */
export const MOST_BYTES = 2 ** 27;
/** A list of parts that is longer, in bytes, is no model folder's. */
const MOST_LIST = 2 ** 22;
/** No bytes are deflated to fewer than one in so many. */
const DENSEST = 1032;
/** The marks and lengths of a zip's records, and how long its comment may be (PKWARE's APPNOTE, 4.3). */
const [END, ENTRY, HEADER] = [0x06054b50, 0x02014b50, 0x04034b50];
const [END_LENGTH, ENTRY_LENGTH, HEADER_LENGTH] = [22, 46, 30];
const MOST_COMMENT = 2 ** 16 - 1;
const [STORED, DEFLATED] = [0, 8];
/** What stands where a zip of more than 4 GB has a number elsewhere. */
const ELSEWHERE = 2 ** 32 - 1;

/**
 * A zip file whose parts are read one by one, when they are asked for. Nothing that it says of itself is believed: a
 * part may be as long as it says, and no longer, and where a part lies is looked up within the file.
 */
export class Zip {
  private constructor(
    private readonly file: Blob,
    private readonly parts: ReadonlyMap<string, Part>,
  ) {}

  /** Reads which parts there are. Rejects with the rest of a sentence that begins with the file. */
  static async open(file: Blob): Promise<Zip> {
    const tail = await view(file, Math.max(0, file.size - END_LENGTH - MOST_COMMENT), file.size);
    let at = tail.byteLength - END_LENGTH;
    // the last record is as long as its comment says, to the end of the file
    while (
      at >= 0 &&
      (tail.getUint32(at, true) !== END || at + END_LENGTH + tail.getUint16(at + 20, true) !== tail.byteLength)
    )
      at--;
    if (at < 0) throw new Error('is not a zip file, or is cut short');
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
      // what is packed otherwise may be there, if nobody asks for it
      if (method === STORED || method === DEFLATED)
        parts.set(name, { packed, size, deflated: method === DEFLATED, at: header });
      place += ENTRY_LENGTH + named + extra + comment;
    }
    return new Zip(file, parts);
  }

  get names(): string[] {
    return [...this.parts.keys()];
  }

  /** A part's bytes, `most` of them or fewer; null where there is none of the name. Rejects as `open` does. */
  async read(name: string, most = MOST_BYTES): Promise<ArrayBuffer | null> {
    const part = this.parts.get(name);
    if (!part) return null;
    const { packed, size, deflated, at } = part;
    if (size > most) throw new Error(`holds ${size} bytes as ${name}, which is more than a page can open`);
    if (deflated ? size > DENSEST * packed : size !== packed) throw damaged();
    const head = await view(this.file, at, at + HEADER_LENGTH);
    if (head.byteLength < HEADER_LENGTH || head.getUint32(0, true) !== HEADER) throw damaged();
    const start = at + HEADER_LENGTH + head.getUint16(26, true) + head.getUint16(28, true);
    if (start + packed > this.file.size) throw damaged();
    const content = this.file.slice(start, start + packed);
    return deflated ? inflated(content, size) : content.arrayBuffer();
  }
}

async function view(file: Blob, start: number, end: number): Promise<DataView<ArrayBuffer>> {
  return new DataView(await file.slice(start, end).arrayBuffer());
}

function damaged(): Error {
  return new Error('is a damaged zip file');
}

/** Deflated bytes as the `size` bytes that they should be. */
async function inflated(content: Blob, size: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  const reader = content.stream().pipeThrough(new DecompressionStream('deflate-raw')).getReader();
  try {
    for (let chunk; (chunk = (await reader.read()).value); at += chunk.length) bytes.set(chunk, at);
  } catch {
    // what is no deflated data, and what is longer than it said
    reader.cancel().catch(() => undefined);
    throw damaged();
  }
  if (at !== size) throw damaged();
  return bytes.buffer;
}
