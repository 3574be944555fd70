import type { Items } from '../items';
import type { As } from './sources';

/** The least items, and the most, of which more are sampled. */
export const [LEAST, MOST] = [20, 20_000];

/** What was read, and what people should know about how. */
export interface Reading {
  items: Items;
  remarks: string[];
  /** What the same arrays can be read as instead, if that is not sure. */
  instead?: As | undefined;
}

export function counted(count: number, what: string): string {
  return `${number(count)} ${what}${count === 1 ? '' : 's'}`;
}

export function number(value: number): string {
  return value.toLocaleString('en');
}
