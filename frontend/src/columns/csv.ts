import { csv } from '../outputs/csv';
import type { Column } from './column';

/** Items as CSV: a row of names, then a row for each, with empty cells where values are missing. */
export function csvOf(columns: readonly Column[], items: ArrayLike<number>): string {
  const rows = Array.from(items, (item) => columns.map((column) => column.plain(item)));
  return csv([columns.map(({ name }) => name), ...rows]);
}
