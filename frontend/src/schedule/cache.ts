import type { Values } from './runner';

/** Bytes that are kept. */
const MOST_BYTES = 64 * 2 ** 20;
/** Points that agree to this many parts of one have the same image: moves along a plane round differently. */
const PARTS = 2 ** 20;
/** Beyond it the parts of a coordinate have more than 31 bits. */
const FARTHEST = 2 ** 11 - 1;

/** Keys of more numbers would cost more than they save, and points that are longer are not looked through. */
const MOST_NUMBERS = 4096;
const LONGEST = 2 ** 17;

/** What was decoded at which point. The results that were not used for longest make room for new ones. */
export class Cache<T extends Values> {
  private readonly results = new Map<string, T>();
  private bytes = 0;

  get(key: string): T | undefined {
    const result = this.results.get(key);
    if (!result) return undefined;
    this.results.delete(key);
    this.results.set(key, result);
    return result;
  }

  put(key: string, result: T): void {
    if (!key || this.results.has(key)) return;
    this.results.set(key, result);
    this.bytes += sizeOf(key, result);
    for (const [oldest, one] of this.results) {
      if (this.bytes <= MOST_BYTES) return;
      this.results.delete(oldest);
      this.bytes -= sizeOf(oldest, one);
    }
  }

  clear(): void {
    this.results.clear();
    this.bytes = 0;
  }
}

/** Room for the parts of a point, and for their places: hundreds of keys are made at each move. */
let room = new Int32Array(1024);

/** A text that equal points share; '' for a point without one, which is too far away or has too many numbers. */
export function keyOf(point: Float32Array): string {
  const { length } = point;
  if (length > LONGEST) return '';
  if (room.length < 2 * length) room = new Int32Array(2 * length);
  let filled = 0;
  for (let i = 0; i < length; i++) {
    if (!(Math.abs(point[i]!) <= FARTHEST)) return '';
    if ((room[i] = Math.round(point[i]! * PARTS))) filled++;
  }
  // most weights of a large category are 0: only the others are named, with their places
  const sparse = 2 * filled < length;
  if ((sparse ? 2 * filled : length) > MOST_NUMBERS) return '';
  if (!sparse) return textOf(0, length);
  let end = length;
  for (let i = 0; i < length; i++)
    if (room[i]) {
      room[end++] = i;
      room[end++] = room[i]!;
    }
  return `${textOf(length, end)}~`;
}

/** Some of the numbers as text. */
function textOf(start: number, end: number): string {
  const codes = new Uint16Array(room.buffer, 4 * start, 2 * (end - start));
  // a spread takes five times as long
  return Reflect.apply(String.fromCharCode, null, codes) as string;
}

/** The bytes of a result and of its key. */
function sizeOf(key: string, { byteLength }: Values): number {
  return byteLength + 2 * key.length;
}
