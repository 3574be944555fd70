import type { Values } from './runner';

/** Bytes that are kept. */
const MOST_BYTES = 64 * 2 ** 20;
/** Points that agree to this many parts of one have the same image: moves along a plane round differently. */
const PARTS = 2 ** 20;
/** Beyond it the parts of a coordinate have more than 31 bits. */
const FARTHEST = 2 ** 11 - 1;

/** Keys of more dimensions would cost more than they save. */
const MOST_DIMENSIONS = 4096;

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
    this.bytes += result.byteLength;
    for (const [oldest, { byteLength }] of this.results) {
      if (this.bytes <= MOST_BYTES) return;
      this.results.delete(oldest);
      this.bytes -= byteLength;
    }
  }

  clear(): void {
    this.results.clear();
    this.bytes = 0;
  }
}

/** A text that equal points share; '' for a point without one, which is too far away or has too many dimensions. */
export function keyOf(point: Float32Array): string {
  if (point.length > MOST_DIMENSIONS) return '';
  const parts = new Int32Array(point.length);
  for (let i = 0; i < point.length; i++) {
    if (!(Math.abs(point[i]!) <= FARTHEST)) return '';
    parts[i] = Math.round(point[i]! * PARTS);
  }
  return String.fromCharCode(...new Uint16Array(parts.buffer));
}
