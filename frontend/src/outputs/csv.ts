/** A table as CSV (RFC 4180). Numbers have seven digits, as many as single precision holds. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Number(value.toPrecision(7)).toString();
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** The cells of a CSV or of a text with tabs, semicolons or spaces between numbers; empty lines are left out. */
export function cellsOf(text: string): string[][] {
  const separator = [',', '\t', ';'].find((one) => text.includes(one));
  if (!separator) return linesOf(text).map((line) => line.trim().split(/\s+/));
  const rows: string[][] = [[]];
  // a quoted cell, or everything up to the next separator or line break
  const cells = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r?\\n|$)`, 'gy');
  for (const [, quoted, plain, end] of text.matchAll(cells)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!.trim());
    if (!end) break;
    if (end !== separator) rows.push([]);
  }
  return rows.filter((row) => row.some(Boolean));
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim());
}

/** The rows that are numbers only, without a row of names above them and a column of names before them. */
export function numbersOf(rows: readonly (readonly string[])[]): number[][] {
  const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));
  const titled = rows.length > 1 && !isNumber(rows[0]!.at(-1)!);
  const body = titled ? rows.slice(1) : rows;
  const named = body.length > 0 && body.every((row) => row.length > 1 && !isNumber(row[0]!));
  return body.map((row, i) =>
    (named ? row.slice(1) : row).map((text) => {
      if (!isNumber(text)) throw new Error(`row ${i + 1} has '${text.slice(0, 40)}' where a number is expected`);
      return Number(text);
    }),
  );
}
