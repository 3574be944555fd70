import { cellsOf, numbersOf } from '../../outputs/csv';
import type { Curves } from './curves';
import { classesOf } from './classes';
import type { Named } from './sources';

/** Names of a column of classes, and cells without a value, in lower case; data/tables.py has the same. */
const LABELS = ['label', 'labels', 'class', 'target', 'cell_type'];
const MISSING = ['', 'na', 'n/a', 'nan', 'null', 'none', '?'];
/** The least numbers in a first row that is read as positions, because it alone ascends. */
const LEAST_POSITIONS = 8;

/** The number in a cell: NaN if it is missing, null if it is something else. */
function numberIn(cell: string): number | null {
  if (MISSING.includes(cell.trim().toLowerCase())) return NaN;
  const value = Number(cell);
  return Number.isNaN(value) ? null : value;
}

/** The curves of CSV files: one file has a curve in each row, of several each has one. Rejects with a sentence. */
export async function curvesIn(tables: readonly Named[], name: string): Promise<Curves> {
  const [first, ...others] = tables;
  return others.length ? ofFiles(tables, name) : ofRows(first!.path, await textOf(first!), name);
}

async function textOf({ file }: Named): Promise<string> {
  return new TextDecoder().decode(await file.arrayBuffer());
}

/** A curve in each row, with a header and a column of classes if there are any. */
function ofRows(path: string, text: string, name: string): Curves {
  const rows = cellsOf(text.replace(/^\uFEFF/, ''));
  const width = rows[0]?.length ?? 0;
  const uneven = rows.findIndex((row) => row.length !== width);
  if (uneven > 0)
    throw new Error(
      `Row ${uneven + 1} of ${path} has ${rows[uneven]!.length} cells, the first has ${width}: ` +
        'give all curves the same length.',
    );
  const header = isHeader(rows) ? rows[0]! : null;
  const body = header ? rows.slice(1) : rows;
  const numbers = body.map((row) => row.map(numberIn));
  const columns = Array.from({ length: width }, (_, column) => column);
  const isText = columns.map((column) => numbers.every((row) => row[column] === null));
  const label = labelColumn(header, isText);
  // pandas writes the numbers of the rows before them, without a name
  const isIndex = (column: number): boolean => column === 0 && header?.[0]?.trim() === '';
  const own = columns.filter((column) => column !== label && !isText[column] && !isIndex(column));
  if (!own.length || !body.length)
    throw new Error(`${path} has no numbers: a curve is a row of numbers, with commas or tabs between them.`);
  const before = header ? 2 : 1;
  for (const [i, row] of numbers.entries()) {
    const wrong = own.find((column) => row[column] === null);
    if (wrong !== undefined)
      throw new Error(
        `Row ${i + before} of ${path} has '${body[i]![wrong]!.slice(0, 40)}' where a number is expected: correct it, ` +
          'or leave the row out.',
      );
  }
  const texts = columns.filter((column) => isText[column] && column !== label);
  const positions = header && own.map((column) => numberIn(header[column]!));
  const given = positions && ascends(positions) ? (positions as number[]) : null;
  const alone = !header && own.length >= LEAST_POSITIONS && isAlone(numbers.map((row) => own.map((at) => row[at]!)));
  const skipped = alone ? 1 : 0;
  const x = alone ? own.map((column) => numbers[0]![column]!) : given;
  const kept = numbers.slice(skipped);
  const marks = label === undefined ? null : body.slice(skipped).map((row) => row[label]!.trim());
  const labels = marks && namesIn(marks);
  return {
    name,
    values: {
      shape: [kept.length, own.length],
      at: (index) => kept[Math.floor(index / own.length)]![own[index % own.length]!]!,
      bytes: false,
    },
    labels,
    classes: null,
    files: null,
    x,
    nameOf: (row) => `row ${row + before + skipped}`,
    remarks: [
      `Each row of ${path} is a curve.`,
      ...(x ? ['Its first row has the positions of the values.'] : []),
      ...(header && !x
        ? ['The names of its columns are left out: `latentwalk train --output values` trains a model of named values.']
        : []),
      ...(marks && !labels
        ? ['The column of classes has numbers that are not whole, which are no classes: it is left out.']
        : []),
      ...(texts.length ? [`${texts.length === 1 ? 'A column' : `${texts.length} columns`} of text left out.`] : []),
    ],
  };
}

/** The names of classes in a column, '' where one is missing; null if it has numbers that are not whole. */
function namesIn(cells: readonly string[]): string[] | null {
  const names = cells.map((cell) => (MISSING.includes(cell.toLowerCase()) ? '' : cell));
  const numbers = names.filter(Boolean).map(Number);
  const areMeasured = numbers.every((one) => !Number.isNaN(one)) && !numbers.every(Number.isInteger);
  return areMeasured ? null : names;
}

/** Whether the first row has names: of classes, or where the second one has numbers. */
function isHeader([first, second]: readonly (readonly string[])[]): boolean {
  if (!first || !second) return false;
  if (first.some((cell) => LABELS.includes(cell.trim().toLowerCase()))) return true;
  return first.some((cell, column) => numberIn(cell) === null && numberIn(second[column]!) !== null);
}

/** The column of the classes: that with their name, or the only one of text. */
function labelColumn(header: readonly string[] | null, isText: readonly boolean[]): number | undefined {
  const named = header?.findIndex((cell) => LABELS.includes(cell.trim().toLowerCase())) ?? -1;
  if (named >= 0) return named;
  return isText.filter(Boolean).length === 1 ? isText.indexOf(true) : undefined;
}

function ascends(row: readonly (number | null)[]): boolean {
  return row.length > 1 && row.every((value, i) => value !== null && (!i || value > row[i - 1]!)) && !isNaN(row[0]!);
}

/** Whether the first row ascends, and no other does. */
function isAlone([first, ...others]: readonly (readonly number[])[]): boolean {
  return ascends(first!) && !others.some(ascends);
}

/** A curve in each file: lines are columns, or the only row; a first column that ascends has the positions. */
async function ofFiles(tables: readonly Named[], name: string): Promise<Curves> {
  const found: { path: string; lines: number[][]; x: number[] | null }[] = [];
  const broken: string[] = [];
  for (const table of tables.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    try {
      const rows = numbersOf(cellsOf((await textOf(table)).replace(/^\uFEFF/, '')));
      if (!rows.length || rows.some(({ length }) => length !== rows[0]!.length)) throw new Error('no table');
      const columns = rows.length === 1 ? rows : (rows[0] ?? []).map((_, column) => rows.map((row) => row[column]!));
      const placed = columns.length > 1 && ascends(columns[0]!);
      found.push({ path: table.path, lines: placed ? columns.slice(1) : columns, x: placed ? columns[0]! : null });
    } catch {
      broken.push(table.path);
    }
  }
  const [first] = found;
  if (!first)
    throw new Error(
      `None of the ${tables.length} CSV files is a table of numbers: give each file a curve, in columns or in one row.`,
    );
  const shapeOf = ({ lines }: (typeof found)[number]): string => `${lines.length} x ${lines[0]?.length ?? 0}`;
  const other = found.find((one) => shapeOf(one) !== shapeOf(first));
  if (other)
    throw new Error(
      `${other.path} has ${shapeOf(other)} values, ${first.path} ${shapeOf(first)}: give all curves the same length.`,
    );
  const paths = found.map(({ path }) => path);
  const { labels, classes, name: folder } = classesOf(paths);
  const [lines, length] = [first.lines.length, first.lines[0]!.length];
  const isElsewhere = found.some(({ x }) => `${x}` !== `${first.x}`);
  return {
    name: folder || name,
    values: {
      shape: [found.length, lines, length],
      at: (index) =>
        found[Math.floor(index / (lines * length))]!.lines[Math.floor(index / length) % lines]![index % length]!,
      bytes: false,
    },
    labels: classes.length ? Array.from(labels, (label) => classes[label] ?? '') : null,
    classes,
    files: paths,
    x: first.x,
    nameOf: (row) => paths[row]!,
    remarks: [
      'Each file is a curve.',
      ...(first.x ? [`The first column of ${first.path} has the positions of the values.`] : []),
      ...(isElsewhere ? ['Other files have other positions, which are ignored.'] : []),
      ...(broken.length
        ? [`${broken.length} of the files left out that are no table of numbers, the first: ${broken[0]}.`]
        : []),
    ],
  };
}
