import { tableFromIPC, Type, type Column as ArrowColumn } from '@uwdata/flechette';
import { Column } from './column';

/** The most columns, and characters of a text. */
const MOST = 1000;
const LONGEST = 4096;
const DAY = 86_400_000;
/** The farthest date from 1970, in milliseconds. */
const FARTHEST = 8.64e15;

/** A part of a column in the file. flechette describes it as a class of its own for each type. */
interface Batch {
  length: number;
  nullCount: number;
  validity?: Uint8Array;
  values: ArrayLike<number | bigint>;
  at(index: number): unknown;
  dictionary?: ArrowColumn<unknown>;
}

interface Typed {
  typeId: number;
  precision?: number;
  unit?: number;
  ordered?: boolean;
  bitWidth?: number;
  timezone?: string | null;
  indices?: Typed;
  dictionary?: Typed;
}

/** The key of a column from the file; keys of what the map knows by itself start with one dot. */
export function keyOf(name: string): string {
  return name.startsWith('.') ? `.${name}` : name;
}

/** Reads columns.arrow: what is known about each of the n items of an atlas. Throws a sentence. */
export function parseColumns(file: ArrayBuffer, n: number): Column[] {
  try {
    const table = tableFromIPC(file, { useDate: false, useBigInt: true });
    const { fields } = table.schema;
    if (table.numRows !== n && fields.length) throw new Error(`have ${table.numRows} rows, but the atlas ${n} items`);
    if (fields.length > MOST) throw new Error(`are ${fields.length}, more than ${MOST}`);
    const names = fields.map(({ name }) => name);
    if (new Set(names).size < names.length || !names.every((name) => name.trim()))
      throw new Error('have names that do not tell them apart');
    return fields.map(({ name, type }, at) => {
      const { data } = table.getChildAt(at);
      if (data.length !== 1) throw new Error('are in several parts');
      return columnOf(name, type, data[0] as unknown as Batch, n);
    });
  } catch (error) {
    throw new Error(
      `The columns ${(error as Error).message}. The map shows the classes only; make or download the model folder again.`,
      { cause: error },
    );
  }
}

function columnOf(name: string, type: Typed, batch: Batch, n: number): Column {
  const fail = (): never => {
    throw new Error(`hold '${name.slice(0, 40)}', which is of a type that they cannot have`);
  };
  const key = keyOf(name);
  const isMissing = missingIn(batch, n);
  const raw = batch.values;
  switch (type.typeId) {
    case Type.Float:
      if (type.precision === 0) return fail();
      return new Column(key, name, 'number', n, {
        numbers: () =>
          fill(new Float64Array(n), (i) => {
            const value = Number(raw[i]);
            return isMissing(i) || !Number.isFinite(value) ? NaN : value;
          }),
      });
    case Type.Date:
    case Type.Timestamp: {
      const days = type.typeId === Type.Date;
      if (type.unit !== (days ? 0 : 1) || type.timezone) return fail();
      const numbers = (): Float64Array =>
        fill(new Float64Array(n), (i) => {
          const value = isMissing(i) ? NaN : Number(raw[i]) * (days ? DAY : 1);
          return Math.abs(value) <= FARTHEST ? value : NaN;
        });
      return new Column(key, name, 'date', n, { numbers }, [], false, days);
    }
    case Type.Bool: {
      const bits = raw as Uint8Array;
      const codes = (): Int32Array =>
        fill(new Int32Array(n), (i) => (isMissing(i) ? -1 : (bits[i >> 3]! >> (i & 7)) & 1));
      return new Column(key, name, 'category', n, { codes }, ['false', 'true']);
    }
    case Type.Dictionary: {
      const listed = batch.dictionary?.toArray() as string[] | undefined;
      if (!listed || type.dictionary?.typeId !== Type.Utf8) return fail();
      const categories = Array.from(listed, (one) => `${one}`.slice(0, LONGEST));
      const codes = (): Int32Array =>
        fill(new Int32Array(n), (i) => {
          const code = Number(raw[i]);
          return !isMissing(i) && code >= 0 && code < categories.length ? code : -1;
        });
      return new Column(key, name, 'category', n, { codes }, categories, type.ordered === true);
    }
    case Type.Utf8:
      return new Column(key, name, 'text', n, {
        text: (i) => (isMissing(i) ? null : `${batch.at(i) as string}`.slice(0, LONGEST)),
      });
    default:
      return fail();
  }
}

/** Whether an item has no value. */
function missingIn({ nullCount, validity, length }: Batch, n: number): (item: number) => boolean {
  if (length !== n) throw new Error('have columns of different lengths');
  if (!nullCount || !validity?.length) return () => false;
  return (item) => !((validity[item >> 3] ?? 0) & (1 << (item & 7)));
}

function fill<T extends Float64Array | Int32Array>(into: T, value: (item: number) => number): T {
  for (let i = 0; i < into.length; i++) into[i] = value(i);
  return into;
}
