import { fromHalves } from '../math/half';
import type { Numbers, Output } from '../outputs/output';
import type { Range } from '../sources/folder';
import { BEFORE, faulty, lengthOf, parseHead, type Head } from './head';
import { sizeOfWebP } from './webp';

/** Reads part of a file: that part, or the whole file where parts cannot be read. */
export type ReadPart = (range: Range) => Promise<ArrayBuffer>;

/** Bytes that are read first; most heads fit. */
const FIRST = 2 ** 14;
/** Bytes of decoded items that are kept, about. */
const MOST_HELD = 2 ** 26;

/** The decoded items of a sheet, or rows of numbers. */
interface Block {
  bytes: number;
  numbers(index: number): Numbers;
}

/** The samples behind the rows of an atlas, which are fetched in blocks when they are wanted. */
export class Originals {
  private readonly blocks = new Map<number, Block>();
  private readonly coming = new Map<number, Promise<Block>>();
  private held = 0;

  private constructor(
    private readonly read: ReadPart,
    private readonly head: Head,
    private readonly output: Output,
  ) {}

  /** Opens the originals of `n` items. Rejects with a sentence. */
  static async open(readPart: ReadPart, n: number, output: Output): Promise<Originals> {
    const read = cut(readPart);
    let start = await read([0, FIRST]);
    if (start.byteLength >= BEFORE && lengthOf(start) > start.byteLength) start = await read([0, lengthOf(start)]);
    return new Originals(read, parseHead(start, n, output), output);
  }

  /** The items that are fetched together. */
  get perBlock(): number {
    return this.head.perBlock;
  }

  /** An item, if it is there; null until it is fetched. */
  peek(item: number): Numbers | null {
    const number = Math.floor(item / this.perBlock);
    const block = this.blocks.get(number);
    if (!block) return null;
    // the block that was used last is dropped last
    this.blocks.delete(number);
    this.blocks.set(number, block);
    return block.numbers(item % this.perBlock);
  }

  /** Some items. Rejects with a sentence if one cannot be read. */
  async take(items: readonly number[]): Promise<Numbers[]> {
    return Promise.all(
      items.map(async (item) => (await this.block(Math.floor(item / this.perBlock))).numbers(item % this.perBlock)),
    );
  }

  private block(number: number): Promise<Block> {
    const held = this.blocks.get(number);
    if (held) return Promise.resolve(held);
    const before = this.coming.get(number);
    if (before) return before;
    const coming = this.fetch(number)
      .then((block) => {
        this.keep(number, block);
        return block;
      })
      .finally(() => this.coming.delete(number));
    this.coming.set(number, coming);
    return coming;
  }

  private keep(number: number, block: Block): void {
    this.blocks.set(number, block);
    this.held += block.bytes;
    for (const [other, { bytes }] of this.blocks) {
      if (this.held <= MOST_HELD || other === number) return;
      this.blocks.delete(other);
      this.held -= bytes;
    }
  }

  private async fetch(number: number): Promise<Block> {
    const { head, output } = this;
    const [from, to] = [head.ends[number]!, head.ends[number + 1]!];
    const bytes = await this.read([from, to]);
    if (bytes.byteLength !== to - from) throw faulty('are cut short');
    const items = Math.min(head.perBlock, head.count - number * head.perBlock);
    return head.encoding === 'webp' ? sheet(bytes, items, head, output) : rows(bytes, head.encoding, output);
  }
}

/** Reads exactly the parts that are asked for; a whole file that arrives instead is kept and cut. */
function cut(read: ReadPart): ReadPart {
  let whole: Blob | null = null;
  return async ([from, to]) => {
    if (whole) return whole.slice(from, to).arrayBuffer();
    const bytes = await read([from, to]);
    if (bytes.byteLength <= to - from) return bytes;
    whole = new Blob([bytes]);
    return bytes.slice(from, to);
  };
}

function rows(bytes: ArrayBuffer, encoding: 'float16' | 'float32', { size }: Output): Block {
  const numbers = encoding === 'float32' ? new Float32Array(bytes) : fromHalves(new Uint16Array(bytes));
  if (!numbers.every(Number.isFinite)) throw faulty('hold NaN or infinity');
  return { bytes: numbers.byteLength, numbers: (index) => numbers.slice(index * size, (index + 1) * size) };
}

async function sheet(bytes: ArrayBuffer, items: number, { grid: [columns] }: Head, output: Output): Promise<Block> {
  const { width, height } = output.sides;
  const channels = output.shape[2]!;
  const [wide, high] = [columns * width, Math.ceil(items / columns) * height];
  const declared = sizeOfWebP(bytes);
  if (declared?.width !== wide || declared.height !== high) throw faulty('have a sheet of another size');
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/webp' }), {
    premultiplyAlpha: 'none',
    colorSpaceConversion: 'none',
  }).catch(() => {
    throw faulty('have a damaged sheet');
  });
  const context = new OffscreenCanvas(wide, high).getContext('2d', { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return {
    bytes: 4 * wide * high,
    numbers(index) {
      const [left, top] = [(index % columns) * width, Math.floor(index / columns) * height];
      const { data } = context.getImageData(left, top, width, height);
      const pixels = new Uint8Array(width * height * channels);
      const colours = channels - 1 + (channels % 2);
      for (let from = 0, to = 0; from < data.length; from += 4) {
        for (let colour = 0; colour < colours; colour++) pixels[to++] = data[from + colour]!;
        if (channels > colours) pixels[to++] = data[from + 3]!;
      }
      return pixels;
    },
  };
}
