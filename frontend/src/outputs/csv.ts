import { isFloat } from './output';

/** The digits that tell all numbers of single precision apart, and those of double precision without their errors. */
const [SINGLE, DOUBLE] = [9, 15];
/** The fewest digits that are tried. */
const FEWEST = 7;

/** A table as CSV (RFC 4180). Numbers of single precision have as few digits as give the same number again. */
export function csv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(value: string | number): string {
  if (typeof value === 'number') return written(value);
  return /[",\r\n]|^\s|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function written(value: number): string {
  let digits = Math.fround(value) === value ? FEWEST : DOUBLE;
  const rounded = (): number => Number(value.toPrecision(digits));
  while (digits < SINGLE && Math.fround(rounded()) !== value) digits++;
  return rounded().toString();
}

/** The cells of a CSV or of a text with tabs, semicolons or spaces between numbers; empty lines are left out. */
export function cellsOf(text: string): string[][] {
  const separator = [',', '\t', ';'].find((one) => text.includes(one));
  if (!separator) return linesOf(text).map((line) => line.trim().split(/\s+/));
  const rows: string[][] = [[]];
  // a quoted cell, or everything up to the next separator or line break
  const cells = new RegExp(`(?:"((?:[^"]|"")*)"|([^${separator}\\r\\n]*))(${separator}|\\r\\n?|\\n|$)`, 'gy');
  for (const [, quoted, plain, end] of text.matchAll(cells)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain!.trim());
    if (!end) break;
    if (end !== separator) rows.push([]);
  }
  return rows.filter((row) => row.some(Boolean));
}

function linesOf(text: string): string[] {
  return text.split(/\r\n?|\n/).filter((line) => line.trim());
}

/** The rows that are numbers only, without a row of names above them and a column of names before them. */
export function numbersOf(rows: readonly (readonly string[])[]): number[][] {
  const isNumber = (text: string): boolean => text.trim() !== '' && isFloat(Number(text));
  const titled = rows.length > 1 && !isNumber(rows[0]!.at(-1)!);
  const body = titled ? rows.slice(1) : rows;
  const named = body.length > 0 && body.every((row) => row.length > 1 && !isNumber(row[0]!));
  return body.map((row, i) =>
    (named ? row.slice(1) : row).map((text) => {
      if (isNumber(text)) return Number(text);
      throw new Error(`row ${i + (titled ? 2 : 1)} has '${text.slice(0, 40)}' where a number is expected`);
    }),
  );
}
