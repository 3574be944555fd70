import { parquetWriteBuffer } from 'hyparquet-writer';
import type { Column } from './column';

/** Items as a Parquet file: numbers, UTC times, booleans and texts, with nulls where values are missing. */
export function parquetOf(columns: readonly Column[], items: ArrayLike<number>): ArrayBuffer {
  const names = new Set<string>();
  return parquetWriteBuffer({
    columnData: columns.map((column) => ({
      // readers refuse two columns of one name
      name: unused(column.name, names),
      data: Array.from(items, (item) => (column.isMissing(item) ? null : valueOf(column, item))),
      type: typeOf(column),
      nullable: true,
    })),
  });
}

function unused(name: string, names: Set<string>): string {
  let unique = name;
  for (let i = 2; names.has(unique); i++) unique = `${name} (${i})`;
  names.add(unique);
  return unique;
}

function typeOf(column: Column): 'DOUBLE' | 'TIMESTAMP' | 'BOOLEAN' | 'STRING' {
  if (column.kind === 'number') return 'DOUBLE';
  if (column.kind === 'date') return 'TIMESTAMP';
  return isBoolean(column) ? 'BOOLEAN' : 'STRING';
}

function valueOf(column: Column, item: number): number | Date | boolean | string {
  if (column.kind === 'number') return column.numbers[item]!;
  if (column.kind === 'date') return new Date(column.numbers[item]!);
  return isBoolean(column) ? column.plain(item) === 'true' : column.plain(item);
}

function isBoolean({ kind, categories }: Column): boolean {
  return (
    kind === 'category' && categories.length > 0 && categories.every((name) => name === 'true' || name === 'false')
  );
}
