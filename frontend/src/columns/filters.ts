import type { Column } from './column';

/** The key of the filter that keeps single items, which belongs to no column. */
export const ITEMS = '.items';

/**
 * What is kept: numbers from low to high, values by name, texts that contain another one, or items by their rows. Items
 * that are too many for a link have a name under which the browser keeps them.
 */
export type Filter =
  | { kind: 'range'; low: number; high: number }
  | { kind: 'values'; values: readonly string[]; missing: boolean }
  | { kind: 'text'; text: string }
  | { kind: 'items'; items: readonly number[]; name?: string };

/** What is kept of each column, by its key. */
export type Filters = ReadonlyMap<string, Filter>;

/** A missing value in a link. Names are encoded, so that none looks like this. */
const MISSING = '?';
const NAME = /^@[0-9a-f]+$/;
const ROWS = /^#\d+(,\d+)*$/;

/**
 * Filters as a link has them: `age:10..20;size:=s,m,?;note:~word;%2Eitems:#3,7`, or `%2Eitems:@name` of items that the
 * browser keeps. Numbers have nine digits.
 */
export function writeFilters(filters: Filters): string {
  return [...filters].map(([key, filter]) => `${encoded(key)}:${written(filter)}`).join(';');
}

/** Filters of a link. Parts that are none are left out, and items with a name are still unknown. */
export function readFilters(text: string): Filters {
  const filters = new Map<string, Filter>();
  for (const part of text.split(';')) {
    const colon = part.indexOf(':');
    if (colon < 1) continue;
    try {
      const filter = filterOf(part.slice(colon + 1));
      if (filter) filters.set(decodeURIComponent(part.slice(0, colon)), filter);
    } catch {
      // a name that is not encoded
    }
  }
  return filters;
}

/** Whether filters of a link name items that the browser keeps. */
export function namesItems(text: string): boolean {
  const filter = readFilters(text).get(ITEMS);
  return filter?.kind === 'items' && filter.name !== undefined;
}

/** Whether a filter is of the kind that a column has. */
export function fits(filter: Filter, column: Column): boolean {
  if (filter.kind === 'items' || column.key === ITEMS) return filter.kind === 'items' && column.key === ITEMS;
  if (filter.kind === 'range') return column.isMeasured;
  if (filter.kind === 'text') return column.kind === 'text';
  return column.kind === 'category' || filter.missing;
}

/** (n,): 1 for items that a filter keeps. */
export function kept(filter: Filter, column: Column): Uint8Array {
  const keeps = new Uint8Array(column.n);
  if (filter.kind === 'range') {
    const { numbers } = column;
    const { low, high } = filter;
    for (let i = 0; i < keeps.length; i++) keeps[i] = +(numbers[i]! >= low && numbers[i]! <= high);
  } else if (filter.kind === 'items') {
    for (const item of filter.items) if (item < keeps.length) keeps[item] = 1;
  } else if (filter.kind === 'text') {
    const wanted = filter.text.toLowerCase();
    for (let i = 0; i < keeps.length; i++) keeps[i] = +column.plain(i).toLowerCase().includes(wanted);
  } else if (column.kind === 'category') {
    const { codes, categories } = column;
    const wanted = new Set(filter.values);
    const one = Uint8Array.from([...categories.map((name) => +wanted.has(name)), +filter.missing]);
    for (let i = 0; i < keeps.length; i++) keeps[i] = one[codes[i]! < 0 ? categories.length : codes[i]!]!;
  } else {
    for (let i = 0; i < keeps.length; i++) keeps[i] = +column.isMissing(i);
  }
  return keeps;
}

/** (n,): how many of several filters leave an item out. */
export function failures(n: number, masks: Iterable<Uint8Array>): Uint16Array {
  const fails = new Uint16Array(n);
  for (const mask of masks) for (let i = 0; i < n; i++) fails[i] = fails[i]! + 1 - mask[i]!;
  return fails;
}

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[.~!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

function written(filter: Filter): string {
  if (filter.kind === 'range') return `${short(filter.low)}..${short(filter.high)}`;
  if (filter.kind === 'text') return `~${encoded(filter.text)}`;
  if (filter.kind === 'items') return filter.name ? `@${filter.name}` : `#${filter.items.join(',')}`;
  return `=${[...filter.values.map(encoded), ...(filter.missing ? [MISSING] : [])].join(',')}`;
}

/** Dates in milliseconds have up to sixteen digits. */
const short = (value: number): string => `${Number.isInteger(value) ? value : Number(value.toPrecision(9))}`;

function filterOf(text: string): Filter | null {
  if (text.startsWith('~')) return text.length > 1 ? { kind: 'text', text: decodeURIComponent(text.slice(1)) } : null;
  if (text.startsWith('#')) {
    return ROWS.test(text) ? { kind: 'items', items: text.slice(1).split(',').map(Number) } : null;
  }
  if (text.startsWith('@')) return NAME.test(text) ? { kind: 'items', items: [], name: text.slice(1) } : null;
  if (text.startsWith('=')) {
    const parts = text.slice(1).split(',').filter(Boolean);
    if (!parts.length) return null;
    const values = parts.filter((one) => one !== MISSING).map(decodeURIComponent);
    return { kind: 'values', values, missing: parts.includes(MISSING) };
  }
  const [low, high] = text.split('..').map((end) => (end.trim() ? Number(end) : NaN)) as [number, number?];
  return high !== undefined && low <= high ? { kind: 'range', low, high } : null;
}
