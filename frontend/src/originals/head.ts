import { ImageOutput } from '../outputs/image';
import { isWhole, type Output } from '../outputs/output';

/** What originals.bin holds, and where: see docs/model-folder.md. */
export interface Head {
  count: number;
  /** 'webp' for images; otherwise the type of the numbers. */
  encoding: 'webp' | 'float16' | 'float32';
  /** Columns and rows of a sheet; the last sheet may have fewer rows. */
  grid: readonly [columns: number, rows: number];
  /** The items that are read together: those of a sheet, or rows of numbers. */
  perBlock: number;
  /** (blocks + 1,): where each block starts in the file, and where the last one ends. */
  ends: Float64Array;
}

export const MAGIC = 'LWORIG1\n';
/** Bytes before the index: the magic, and the index's length. */
export const BEFORE = MAGIC.length + 4;
/** The most bytes of an index, the most items, the most pixels of a sheet, and the most along a side. */
const MOST_INDEX = 2 ** 22;
const MOST_ITEMS = 2 ** 24;
const MOST_PIXELS = 2 ** 24;
const MOST_SIDE = 16_383;
/** The most bytes of a sheet: an uncompressed one has fewer. */
const MOST_BYTES = 2 ** 27;
/** Bytes of numbers that are read together, about. */
const BLOCK = 2 ** 16;
const WIDTHS = { float16: 2, float32: 4 } as const;

/** The bytes of the head. Throws an error in one sentence if the file does not have this format. */
export function lengthOf(start: ArrayBuffer): number {
  if (start.byteLength < BEFORE || new TextDecoder('latin1').decode(start.slice(0, MAGIC.length)) !== MAGIC)
    throw faulty('do not start like originals');
  const length = new DataView(start).getUint32(MAGIC.length, true);
  if (length > MOST_INDEX) throw faulty('have an index that is too long');
  return BEFORE + length;
}

/** Parses the head of a file of `n` items. Throws a sentence if it is invalid, or that of other items. */
export function parseHead(bytes: ArrayBuffer, n: number, output: Output): Head {
  const length = lengthOf(bytes);
  if (length > bytes.byteLength) throw faulty('are cut short');
  let json: Record<string, unknown> | null;
  try {
    json = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, BEFORE, length - BEFORE))) as typeof json;
  } catch {
    throw faulty('have an index that is not valid JSON');
  }
  const { count, shape, encoding, grid, sheets } = json ?? {};
  if (!Number.isInteger(count) || !((count as number) >= 0 && (count as number) <= MOST_ITEMS))
    throw faulty('have no number of items');
  if (count !== n) throw faulty(`are ${(count as number).toLocaleString('en')}, but the map has ${n} points`);
  if (JSON.stringify(shape) !== JSON.stringify(output.shape)) throw faulty('have another shape than the samples');
  if ((encoding === 'webp') !== output instanceof ImageOutput) throw faulty('are encoded in an unknown way');
  if (encoding === 'float16' || encoding === 'float32') {
    const stride = output.size * WIDTHS[encoding];
    const perBlock = Math.max(1, Math.floor(BLOCK / stride));
    const blocks = Math.ceil(n / perBlock);
    const ends = Float64Array.from({ length: blocks + 1 }, (_, i) => length + stride * Math.min(n, i * perBlock));
    return { count, encoding, grid: [1, 1], perBlock, ends };
  }
  if (encoding !== 'webp') throw faulty('are encoded in an unknown way');
  if (!Array.isArray(grid) || grid.length !== 2 || !grid.every(isWhole))
    throw faulty('have sheets without columns and rows');
  const [columns, rows] = grid as [number, number];
  const [wide, high] = [columns * output.sides.width, rows * output.sides.height];
  if (Math.max(wide, high) > MOST_SIDE || wide * high > MOST_PIXELS) throw faulty('have sheets that are too large');
  const perBlock = columns * rows;
  if (
    !Array.isArray(sheets) ||
    !sheets.every((bytes) => isWhole(bytes) && bytes <= MOST_BYTES) ||
    sheets.length !== Math.ceil(n / perBlock)
  )
    throw faulty('have another number of sheets than their items need');
  const ends = Float64Array.from([length, ...(sheets as number[])]);
  for (let i = 1; i < ends.length; i++) ends[i]! += ends[i - 1]!;
  return { count, encoding, grid: [columns, rows], perBlock, ends };
}

export function faulty(how: string): Error {
  return new Error(`The originals ${how}. Make or download the model folder again.`);
}
