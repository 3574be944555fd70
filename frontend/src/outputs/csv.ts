/** A table as CSV (RFC 4180). Numbers have seven digits, as many as single precision holds. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Number(value.toPrecision(7)).toString();
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
