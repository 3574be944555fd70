/**
 * A table of an untrusted flatbuffer, in which an Arrow stream describes itself. What lies outside throws a RangeError,
 * as DataView does.
 */
export class Table {
  private readonly at: number;
  private readonly fields: number;

  /** The table at a place; by default the root. */
  constructor(
    private readonly view: DataView,
    at?: number,
  ) {
    this.at = at ?? view.getUint32(0, true);
    this.fields = this.at - view.getInt32(this.at, true);
  }

  has(field: number): boolean {
    return this.place(field) > 0;
  }

  byte(field: number): number {
    const place = this.place(field);
    return place ? this.view.getUint8(place) : 0;
  }

  short(field: number, initial = 0): number {
    const place = this.place(field);
    return place ? this.view.getInt16(place, true) : initial;
  }

  int(field: number): number {
    const place = this.place(field);
    return place ? this.view.getInt32(place, true) : 0;
  }

  long(field: number): number {
    const place = this.place(field);
    return place ? Number(this.view.getBigInt64(place, true)) : 0;
  }

  text(field: number, most: number): string {
    const [at, length] = this.vector(field, most);
    return new TextDecoder().decode(bytesOf(this.view, at, length));
  }

  table(field: number): Table {
    const place = this.place(field);
    if (!place) throw new RangeError();
    return new Table(this.view, place + this.view.getUint32(place, true));
  }

  tables(field: number, most: number): Table[] {
    const [at, length] = this.vector(field, most);
    return Array.from({ length }, (_, i) => {
      const place = at + 4 * i;
      return new Table(this.view, place + this.view.getUint32(place, true));
    });
  }

  /** Structs of two long integers. */
  pairs(field: number, most: number): [number, number][] {
    const [at, length] = this.vector(field, most);
    const long = (place: number): number => Number(this.view.getBigInt64(place, true));
    return Array.from({ length }, (_, i) => [long(at + 16 * i), long(at + 16 * i + 8)]);
  }

  private vector(field: number, most: number): [at: number, length: number] {
    const place = this.place(field);
    if (!place) return [0, 0];
    const at = place + this.view.getUint32(place, true);
    const length = this.view.getUint32(at, true);
    if (length > most) throw new RangeError();
    return [at + 4, length];
  }

  /** Where a field is; 0 if there is none. */
  private place(field: number): number {
    if (4 + 2 * field >= this.view.getUint16(this.fields, true)) return 0;
    const offset = this.view.getUint16(this.fields + 4 + 2 * field, true);
    return offset && this.at + offset;
  }
}

/** Bytes of a view. Throws a RangeError if it has fewer. */
export function bytesOf({ buffer, byteOffset, byteLength }: DataView, at: number, length: number): Uint8Array {
  if (!(at >= 0 && length >= 0 && at + length <= byteLength)) throw new RangeError();
  return new Uint8Array(buffer, byteOffset + at, length);
}
