import { sha256 } from '../math/sha256';

const KEY = 'latentwalk-outlines';
/** The most characters of all outlines together: a site stores about five million. */
const MOST = 3e6;
/** Digits of a name. */
const DIGITS = 16;

/** Outlines with more items than a link can hold. The browser keeps the latest of them, a bit for each item. */
export class Outlines {
  private readonly found = new Map<string, readonly number[]>();

  constructor(private readonly storage: () => Pick<Storage, 'getItem' | 'setItem'> = () => localStorage) {}

  /** Keeps some of n items, and returns the name by which they are found. Throws if the browser keeps nothing. */
  keep(items: ArrayLike<number>, n: number): string {
    const bits = new Uint8Array(Math.ceil(n / 8));
    for (let i = 0; i < items.length; i++) bits[items[i]! >> 3]! |= 1 << (items[i]! & 7);
    const name = nameOf(bits);
    const all = [...this.stored().filter(([other]) => other !== name), [name, textOf(bits)] as const];
    let size = all.reduce((sum, [, text]) => sum + text.length, 0);
    while (size > MOST && all.length > 1) size -= all.shift()![1].length;
    this.storage().setItem(KEY, JSON.stringify(all));
    return name;
  }

  /** The items of an outline, in ascending order; null if this browser does not have them. */
  find(name: string): readonly number[] | null {
    if (this.found.has(name)) return this.found.get(name)!;
    const text = this.stored().find(([other]) => other === name)?.[1];
    const bits = text === undefined ? null : bitsOf(text);
    if (!bits || nameOf(bits) !== name) return null;
    const items: number[] = [];
    for (let i = 0; i < 8 * bits.length; i++) if (bits[i >> 3]! & (1 << (i & 7))) items.push(i);
    this.found.set(name, items);
    return items;
  }

  /** Names and texts, the latest last; none where they are damaged, or the browser allows no storage. */
  private stored(): (readonly [string, string])[] {
    try {
      const all: unknown = JSON.parse(this.storage().getItem(KEY) ?? '[]');
      return Array.isArray(all) ? all.filter(isEntry) : [];
    } catch {
      return [];
    }
  }
}

function isEntry(entry: unknown): entry is [string, string] {
  return Array.isArray(entry) && entry.length === 2 && entry.every((part) => typeof part === 'string');
}

const nameOf = (bits: Uint8Array): string => sha256(bits).slice(0, DIGITS);

function textOf(bits: Uint8Array): string {
  let text = '';
  for (const byte of bits) text += String.fromCharCode(byte);
  return btoa(text);
}

function bitsOf(text: string): Uint8Array | null {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}
