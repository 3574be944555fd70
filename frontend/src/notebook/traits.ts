import type { Vector } from '../math/vector';
import { same } from '../math/vector';
import type { Shown } from '../state/shown';
import { bytesOf, type WidgetModel } from './model';

/** Milliseconds between two messages: kernels cannot process more. */
const PACE = 50;
const NAMES = ['model', 'z', 'given', 'path', 'selected', 'beside'] as const;

/**
 * Keeps a page and the widget's traits in step. Changes from Python, or from another view of the widget, are not sent
 * back. While the user drags, intermediate states are skipped, but never the last one.
 */
export class Traits {
  /** What the page shows, or will show once it has followed the traits. */
  private known: Partial<Shown> = {};
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = -Infinity;
  private next: Shown | null = null;
  /** Whether the page is setting the traits, of which some may still have old values. */
  private setting = false;
  private show: ((part: Partial<Shown>) => void) | undefined;

  constructor(private readonly model: WidgetModel) {}

  /** The view to open with, as a link. */
  get start(): string {
    return new URLSearchParams({
      ...(this.model.get('_start') as Record<string, string>),
      model: this.model.get('model') as string,
    }).toString();
  }

  /** Calls `show` with what Python sets, starting with what it has set already. */
  listen(show: (part: Partial<Shown>) => void): void {
    this.show = show;
    this.changed();
    for (const name of NAMES) this.model.on(`change:${name}`, this.changed);
  }

  /** Sends what the page shows to Python. */
  send(shown: Shown): void {
    // a model that the user opened from a file is not the widget's
    if (!/^\d+$/.test(shown.model)) return;
    this.next = shown;
    const wait = this.last + PACE - performance.now();
    if (wait <= 0) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), wait);
  }

  close(): void {
    if (this.next) this.flush();
    clearTimeout(this.timer);
    for (const name of NAMES) this.model.off(`change:${name}`, this.changed);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { next } = this;
    this.next = null;
    if (!next) return;
    const before = this.known;
    this.known = next;
    let changed = false;
    this.setting = true;
    const set = (name: string, value: unknown): void => {
      this.model.set(name, value);
      changed = true;
    };
    // the model first, since the other traits belong to it
    if (next.model !== before.model) set('model', this.names()[Number(next.model)]);
    if (!before.z || !same(next.z, before.z)) set('z', view(next.z));
    if (!before.given || !same(next.given, before.given)) set('given', view(next.given));
    if (!before.pins || !sameRows(next.pins, before.pins)) set('path', view(joined(next.pins)));
    if (!before.groups || !sameRows(next.groups, before.groups)) set('selected', next.groups.map(view));
    if (next.beside !== before.beside && ['', ...this.names()].includes(next.beside)) set('beside', next.beside);
    this.setting = false;
    if (!changed) return;
    this.last = performance.now();
    this.model.save_changes();
  }

  private readonly changed = (): void => {
    if (this.setting) return;
    const now = this.read();
    const part: { -readonly [key in keyof Shown]?: Shown[key] } = {};
    if (now.model !== this.known.model) part.model = now.model;
    if (!this.known.z || !same(now.z, this.known.z)) part.z = now.z;
    if (!this.known.given || !same(now.given, this.known.given)) part.given = now.given;
    if (!this.known.pins || !sameRows(now.pins, this.known.pins)) part.pins = now.pins;
    if (!this.known.groups || !sameRows(now.groups, this.known.groups)) part.groups = now.groups;
    if (now.beside !== this.known.beside) part.beside = now.beside;
    if (!Object.keys(part).length) return;
    // the state that waits to be sent is older than this
    this.next = this.next && { ...this.next, ...part };
    this.known = { ...this.known, ...part };
    this.show?.(part);
  };

  private read(): Shown {
    const z = floats(this.model.get('z'));
    const given = floats(this.model.get('given'));
    const path = floats(this.model.get('path'));
    const width = z.length + given.length;
    const pins = Array.from({ length: path.length / width }, (_, i) => path.slice(i * width, (i + 1) * width));
    const groups = (this.model.get('selected') as unknown[]).map((group) => new Int32Array(bytesOf(group)));
    return {
      model: String(this.names().indexOf(this.model.get('model') as string)),
      z,
      given,
      pins,
      groups,
      beside: this.model.get('beside') as string,
    };
  }

  private names(): string[] {
    return (this.model.get('_models') as { name: string }[]).map(({ name }) => name);
  }
}

const floats = (bytes: unknown): Vector => new Float32Array(bytesOf(bytes));
const view = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): DataView =>
  new DataView((buffer as ArrayBuffer).slice(byteOffset, byteOffset + byteLength));
const joined = (rows: readonly Vector[]): Vector => Float32Array.from(rows.flatMap((row) => [...row]));
const sameRows = (a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): boolean =>
  a === b || (a.length === b.length && a.every((row, i) => same(row as Vector, b[i] as Vector)));
