import { Column } from '../../src/columns/column';

export const number = (name: string, values: readonly number[]): Column =>
  new Column(name, name, 'number', values.length, { numbers: () => Float64Array.from(values) });

export const date = (name: string, values: readonly number[], days = true): Column =>
  new Column(name, name, 'date', values.length, { numbers: () => Float64Array.from(values) }, [], false, days);

export const category = (name: string, codes: readonly number[], names: readonly string[], ordered = false): Column =>
  new Column(name, name, 'category', codes.length, { codes: () => Int32Array.from(codes) }, names, ordered);

export const text = (name: string, values: readonly (string | null)[]): Column =>
  new Column(name, name, 'text', values.length, { text: (i) => values[i] ?? null });
