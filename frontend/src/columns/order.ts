import type { Column } from './column';

/** More texts than this are compared by their characters alone, which is faster. */
const MANY = 100_000;

/** Items sorted by a column, in place: missing values last, whichever the direction. Equal ones keep their order. */
export function sortBy(items: Uint32Array, column: Column, descending: boolean): Uint32Array {
  const sign = descending ? -1 : 1;
  if (column.kind === 'text') {
    const texts = new Map(Array.from(items, (item) => [item, column.isMissing(item) ? null : column.plain(item)]));
    const { compare } = new Intl.Collator('en', { numeric: true });
    const order = items.length > MANY ? (a: string, b: string) => (a < b ? -1 : +(a > b)) : compare;
    return items.sort((a, b) => {
      const [one, other] = [texts.get(a)!, texts.get(b)!];
      if (one === null || other === null) return +(one === null) - +(other === null) || a - b;
      return sign * order(one, other) || a - b;
    });
  }
  const keys = column.isMeasured ? column.numbers : ranks(column);
  return items.sort((a, b) => {
    const [one, other] = [keys[a]!, keys[b]!];
    if (Number.isNaN(one) || Number.isNaN(other)) return +Number.isNaN(one) - +Number.isNaN(other) || a - b;
    return sign * (one - other) || a - b;
  });
}

/** (n,): the places of categories in their order, or in that of their names; NaN for missing values. */
function ranks({ categories, codes, ordered }: Column): Float64Array {
  const { compare } = new Intl.Collator('en', { numeric: true });
  const order = Array.from(categories.keys());
  if (!ordered) order.sort((a, b) => compare(categories[a]!, categories[b]!));
  const place = new Float64Array(categories.length);
  order.forEach((code, i) => (place[code] = i));
  return Float64Array.from(codes, (code) => place[code] ?? NaN);
}
