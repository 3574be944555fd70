import type { Component } from 'svelte';
import type { Atlas } from '../sources/atlas';
import type { Axis } from './axis';
import type { Explorer } from './explorer.svelte';
import type { Step } from './history';
import { Outlines } from './outlines';
import { Column } from '../columns/column';
import { paintOf, type Paint } from '../columns/colours';
import {
  failures,
  fits,
  ITEMS,
  kept,
  namesItems,
  readFilters,
  writeFilters,
  type Filter,
  type Filters,
} from '../columns/filters';

/** The components that show it, which are loaded with it. */
export interface Views {
  Colour: Component<{ explorer: Explorer }>;
  Panel: Component<{ explorer: Explorer; name?: string }>;
  Meaning: Component<{ explorer: Explorer; known: Known; only?: readonly Axis[] }>;
  Record: Component<{ known: Known; item: number }>;
}

/** What is known about the items of a model's atlas: its columns, and what the view makes of them. */
export class Known {
  /** What each filter keeps, by its column's key, with the text of the filter. */
  private readonly masks = new Map<string, { text: string; mask: Uint8Array }>();
  private readonly paints = new Map<string, Paint | null>();
  /** What the filter of single items filters: their rows. */
  private readonly items: Column;
  private readonly chosen = $derived.by(() => this.explorer.view.colour);
  private readonly text = $derived.by(() => this.explorer.view.filters);

  /** The filters of the view that are of columns here. */
  readonly filters: Filters = $derived.by(() => {
    const fitting = [...readFilters(this.text)].flatMap(([key, filter]): [string, Filter][] => {
      const column = this.find(key);
      const whole = this.withItems(filter);
      return column && whole && fits(whole, column) ? [[key, whole]] : [];
    });
    return new Map(fitting);
  });
  /** Whether the view filters by an outline that another browser keeps. */
  readonly lost: boolean = $derived.by(() => readFilters(this.text).has(ITEMS) && !this.filters.has(ITEMS));
  /** (n,): how many filters leave an item out; null without filters. */
  readonly fails: Uint16Array | null = $derived.by(() => this.failing());
  /** The number of items that all filters keep. */
  readonly count: number = $derived.by(() => {
    if (!this.fails) return this.atlas.n;
    let count = 0;
    for (const one of this.fails) count += +(one === 0);
    return count;
  });
  /** How the map is coloured; null by class, as without columns. */
  readonly paint: Paint | null = $derived.by(() => {
    const column = this.chosen ? this.find(this.chosen) : undefined;
    if (!column || column.key === '.class') return null;
    if (!this.paints.has(column.key)) this.paints.set(column.key, paintOf(column));
    return this.paints.get(column.key)!;
  });

  constructor(
    private readonly explorer: Explorer,
    readonly atlas: Atlas,
    /** Those of the atlas itself, and those of the file. */
    readonly columns: readonly Column[],
    readonly views: Views,
    readonly outlines = new Outlines(),
  ) {
    const { n } = atlas;
    this.items = new Column(ITEMS, 'items', 'number', n, {
      numbers: () => Float64Array.from({ length: n }, (_, i) => i),
    });
  }

  /** What to say of a link to the view: '' if it holds everything. */
  get remark(): string {
    const { filters, kept } = this.explorer.view;
    return [filters, ...kept.map((one) => one.filters)].some(namesItems)
      ? ' Large outlines are not in it: this browser keeps them.'
      : '';
  }

  find(key: string): Column | undefined {
    return key === ITEMS ? this.items : this.columns.find((column) => column.key === key);
  }

  /** What a column's own filter keeps; null without one. */
  own(key: string): Uint8Array | null {
    return this.filters.has(key) && this.fails ? (this.masks.get(key)?.mask ?? null) : null;
  }

  /** The items that all filters keep or, if there are any, those of the groups. */
  get selected(): Uint32Array {
    const { groups } = this.explorer.selection;
    const { fails, atlas } = this;
    const inside = groups.length ? new Uint8Array(atlas.n) : null;
    for (const group of groups) for (const item of group) inside![item] = 1;
    const items = new Uint32Array(atlas.n);
    let at = 0;
    for (let i = 0; i < atlas.n; i++) if (inside ? inside[i] : !fails?.[i]) items[at++] = i;
    return items.slice(0, at);
  }

  /** Sets the filter of a column, or removes it; a step of its own only after `explorer.commit`. */
  filter(key: string, filter: Filter | null): void {
    const filters = new Map(this.filters);
    if (filter) filters.set(key, filter);
    else filters.delete(key);
    this.explorer.change({ filters: writeFilters(filters) });
  }

  /** The same as a step, or as part of the step `of`. */
  choose(key: string, filter: Filter | null, of?: Step): void {
    this.filter(key, filter);
    this.explorer.commit(of);
  }

  /** A filter with the items that the browser keeps; null if it does not have them. */
  private withItems(filter: Filter): Filter | null {
    if (filter.kind !== 'items' || !filter.name) return filter;
    const items = this.outlines.find(filter.name);
    return items && { ...filter, items };
  }

  private failing(): Uint16Array | null {
    const { filters } = this;
    for (const [key, filter] of filters) {
      const text = writeFilters(new Map([[key, filter]]));
      if (this.masks.get(key)?.text !== text) this.masks.set(key, { text, mask: kept(filter, this.find(key)!) });
    }
    for (const key of this.masks.keys()) if (!filters.has(key)) this.masks.delete(key);
    return filters.size
      ? failures(
          this.atlas.n,
          [...this.masks.values()].map(({ mask }) => mask),
        )
      : null;
  }
}
