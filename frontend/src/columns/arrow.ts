import { bytesOf, Table } from './flatbuffer';

/** The most columns, bytes of a name and categories. */
const MOST = 1000;
const LONGEST_NAME = 800;
const MOST_CATEGORIES = 65_535;
const MARK = 0xffffffff;
const [SCHEMA, DICTIONARY, BATCH] = [1, 2, 3];
/** Types of columns, as Arrow numbers them. */
export const TYPES = { float: 3, text: 5, boolean: 6, date: 8, timestamp: 10 } as const;

/** The precisions and units that are read; dates have days or milliseconds, and no zone. */
const UNITS: Record<number, readonly number[]> = { 3: [1, 2], 5: [], 6: [], 8: [0], 10: [1] };

/** A column as the file describes it. */
export interface Field {
  name: string;
  type: number;
  /** Of numbers the precision, of dates the unit. */
  unit: number;
  /** The number of the dictionary with its categories; null if it has none. */
  dictionary: number | null;
  ordered: boolean;
}

/** The buffers of a record batch, which are taken in their order. */
export class Buffers {
  private readonly places: readonly [number, number][];
  private next = 0;

  /** They lie in the body one after the other, so that none is used twice. */
  constructor(
    batch: Table,
    private readonly body: DataView,
    columns: number,
  ) {
    if (batch.has(3)) throw new Error('are compressed');
    this.places = batch.pairs(2, 3 * columns);
    let end = 0;
    for (const [start, length] of this.places) {
      if (!(start >= end && length >= 0 && start + length <= body.byteLength)) throw new RangeError();
      end = start + length;
    }
  }

  /** The next buffer, with at least `least` bytes. */
  take(least = 0): DataView {
    const place = this.places[this.next++];
    if (!place || place[1] < least) throw new RangeError();
    const { buffer, byteOffset } = bytesOf(this.body, ...place);
    return new DataView(buffer, byteOffset, place[1]);
  }

  /** Whether an item of the next column has no value. */
  missing(n: number): (item: number) => boolean {
    const bits = this.take();
    if (!bits.byteLength) return () => false;
    if (bits.byteLength < n / 8) throw new RangeError();
    return (item) => !(bits.getUint8(item >> 3) & (1 << (item & 7)));
  }

  /** Reads the texts of the next two buffers. */
  texts(n: number, most: number): (item: number) => string {
    const ends = this.take(n ? 4 * (n + 1) : 0);
    const content = this.take();
    const decoder = new TextDecoder();
    return (item) => {
      const [from, to] = [ends.getInt32(4 * item, true), ends.getInt32(4 * item + 4, true)];
      // they are read late, when nobody expects an error
      if (!(from >= 0 && to >= from && to <= content.byteLength)) return '';
      return decoder.decode(bytesOf(content, from, to - from)).slice(0, most);
    };
  }
}

/** An Arrow stream: its columns, their categories by the number of the dictionary, and the buffers of n rows. */
export interface Stream {
  n: number;
  fields: readonly Field[];
  categories: ReadonlyMap<number, readonly string[]>;
  buffers: Buffers;
}

/** Reads a stream with one record batch. Throws the rest of a sentence that starts with 'The columns'. */
export function readStream(file: ArrayBuffer, longest: number): Stream {
  try {
    return streamIn(file, longest);
  } catch (error) {
    if (error instanceof RangeError) throw new Error('are damaged', { cause: error });
    throw error;
  }
}

function streamIn(file: ArrayBuffer, longest: number): Stream {
  const messages = messagesIn(file);
  const schema = messages.next().value;
  if (schema?.kind !== SCHEMA) throw new Error('are no Arrow stream');
  const fields = schema.header.tables(1, MOST).map(fieldOf);
  const categories = new Map<number, string[]>();
  const ids = fields.flatMap(({ dictionary }) => dictionary ?? []);
  if (new Set(ids).size < ids.length) throw new Error('share their categories');
  for (const { kind, header, body } of messages) {
    if (kind === DICTIONARY) {
      const id = header.long(0);
      if (!ids.includes(id) || categories.has(id)) throw new RangeError();
      categories.set(id, categoriesIn(header.table(1), body, longest));
    } else if (kind === BATCH) {
      return { n: header.long(0), fields, categories, buffers: new Buffers(header, body, fields.length) };
    } else throw new RangeError();
  }
  throw new Error('have no rows');
}

function* messagesIn(file: ArrayBuffer): Generator<{ kind: number; header: Table; body: DataView }, undefined> {
  const whole = new DataView(file);
  for (let at = 0; at < file.byteLength;) {
    if (whole.getUint32(at, true) !== MARK) throw new Error('are no Arrow stream');
    const length = whole.getInt32(at + 4, true);
    if (!length) return;
    const start = at + 8 + length;
    const message = new Table(new DataView(file, at + 8, length));
    const size = message.long(3);
    yield { kind: message.byte(1), header: message.table(2), body: new DataView(file, start, size) };
    at = start + size;
  }
}

function fieldOf(table: Table): Field {
  const [name, type, about] = [table.text(0, LONGEST_NAME), table.byte(2), table.table(3)];
  // of dates, milliseconds are not written
  const unit = about.short(0, +(type === TYPES.date));
  const units = UNITS[type];
  if (!units || (units.length && !units.includes(unit)) || (type === TYPES.timestamp && about.has(1)))
    throw new Error(`hold '${name.slice(0, 40)}', which is of a type that they cannot have`);
  const field = { name, type, unit };
  if (!table.has(4)) return { ...field, dictionary: null, ordered: false };
  const dictionary = table.table(4);
  const index = dictionary.table(1);
  if (type !== TYPES.text || index.int(0) !== 32 || !index.byte(1)) throw new RangeError();
  return { ...field, dictionary: dictionary.long(0), ordered: dictionary.byte(2) > 0 };
}

function categoriesIn(batch: Table, body: DataView, longest: number): string[] {
  const length = batch.long(0);
  if (!(length >= 0 && length <= MOST_CATEGORIES)) throw new RangeError();
  const buffers = new Buffers(batch, body, 1);
  buffers.missing(length);
  const text = buffers.texts(length, longest);
  return Array.from({ length }, (_, i) => text(i));
}
