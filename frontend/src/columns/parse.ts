import { readStream, TYPES, type Buffers, type Field } from './arrow';
import { Column } from './column';

/** Characters of a text. */
const LONGEST = 4096;
const DAY = 86_400_000;
/** The farthest date from 1970, in milliseconds. */
const FARTHEST = 8.64e15;

/** The key of a column from the file; keys of what the map knows by itself start with one dot. */
export function keyOf(name: string): string {
  return name.startsWith('.') ? `.${name}` : name;
}

/** Reads columns.arrow: what is known about each of the n items of an atlas. Throws a sentence. */
export function parseColumns(file: ArrayBuffer, n: number): Column[] {
  try {
    const { n: rows, fields, categories, buffers } = readStream(file, LONGEST);
    if (rows !== n) throw new Error(`have ${rows} rows, but the atlas ${n} items`);
    const names = fields.map(({ name }) => name);
    if (new Set(names).size < names.length || !names.every((name) => name.trim()))
      throw new Error('have names that do not tell them apart');
    return fields.map((field) => columnOf(field, buffers, n, categories));
  } catch (error) {
    const reason = error instanceof RangeError ? 'are damaged' : (error as Error).message;
    throw new Error(`The columns ${reason}. The map shows the classes only; make or download the model folder again.`, {
      cause: error,
    });
  }
}

function columnOf(
  { name, type, unit, dictionary, ordered }: Field,
  buffers: Buffers,
  n: number,
  categories: ReadonlyMap<number, readonly string[]>,
): Column {
  const key = keyOf(name);
  const isMissing = buffers.missing(n);
  if (dictionary !== null) {
    const listed = categories.get(dictionary);
    if (!listed) throw new RangeError();
    const values = buffers.take(4 * n);
    const codes = fill(n, Int32Array, (i) => {
      const code = values.getInt32(4 * i, true);
      return !isMissing(i) && code >= 0 && code < listed.length ? code : -1;
    });
    return new Column(key, name, 'category', n, { codes }, listed, ordered);
  }
  if (type === TYPES.text) {
    const text = buffers.texts(n, LONGEST);
    return new Column(key, name, 'text', n, { text: (i) => (isMissing(i) ? null : text(i)) });
  }
  if (type === TYPES.boolean) {
    const bits = buffers.take(n / 8);
    const codes = fill(n, Int32Array, (i) => (isMissing(i) ? -1 : (bits.getUint8(i >> 3) >> (i & 7)) & 1));
    return new Column(key, name, 'category', n, { codes }, ['false', 'true']);
  }
  if (type === TYPES.float) {
    const values = buffers.take(n * 4 * unit);
    const numbers = fill(n, Float64Array, (i) => {
      const value = unit === 1 ? values.getFloat32(4 * i, true) : values.getFloat64(8 * i, true);
      return isMissing(i) || !Number.isFinite(value) ? NaN : value;
    });
    return new Column(key, name, 'number', n, { numbers });
  }
  const days = type === TYPES.date;
  const values = buffers.take(n * (days ? 4 : 8));
  const numbers = fill(n, Float64Array, (i) => {
    const value = days ? values.getInt32(4 * i, true) * DAY : Number(values.getBigInt64(8 * i, true));
    return isMissing(i) || Math.abs(value) > FARTHEST ? NaN : value;
  });
  return new Column(key, name, 'date', n, { numbers }, [], false, days);
}

/** Makes (n,) values once they are used. */
function fill<T extends Float64Array | Int32Array>(
  n: number,
  type: new (length: number) => T,
  value: (item: number) => number,
): () => T {
  return () => {
    const into = new type(n);
    for (let i = 0; i < n; i++) into[i] = value(i);
    return into;
  };
}
