import type { Column } from './column';

/** Items as CSV (RFC 4180): a row of names, then a row for each, with empty cells where values are missing. */
export function csvOf(columns: readonly Column[], items: ArrayLike<number>): string {
  const lines = [columns.map(({ name }) => cell(name)).join(',')];
  for (let i = 0; i < items.length; i++) lines.push(columns.map((column) => cell(column.plain(items[i]!))).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

function cell(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
