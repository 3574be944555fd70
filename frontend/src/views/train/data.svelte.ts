import type { Model } from '../../sources/source';
import { LANES } from '../../state/lanes';
import { remarkOn, varied, type Drawing } from '../../training/drawings';
import type { Items } from '../../training/items';
import { isCurve } from '../../training/layers/layer';
import type { Reading } from '../../training/reading/reading';
import type { As, Named } from '../../training/reading/sources';
import { redrawn } from '../../training/redrawn';
import { readThere } from './reading';

/** How far the data are read. */
interface Progress {
  words: string;
  done: number;
  /** 0 while it is not known. */
  all: number;
}

/** The pictures or curves to train on, while they are chosen and read. */
export class Data {
  /** What was read; null while nothing was. */
  reading = $state.raw<Reading | null>(null);
  /** Null while nothing is read. */
  progress = $state.raw<Progress | null>(null);
  /** Why nothing could be read; '' if it could. */
  failure = $state('');
  /** The side in pixels to which pictures in files are scaled; null for their own. */
  side = $state<number | null>(null);
  /** What arrays are read as; null for what is more likely. */
  private as: As | null = null;
  private files: readonly Named[] = $state.raw([]);
  private count = 0;
  private stop = (): void => undefined;

  /** `onfresh` is called when other items are there than before. */
  constructor(private readonly onfresh: (items: Items) => void) {}

  /** Whether they are pictures from files, which can be scaled. */
  get scalable(): boolean {
    return this.files.length > 0 && this.reading !== null && !isCurve(this.reading.items.shape);
  }

  /** Reads files once they are found. */
  async take(found: Promise<Named[]> | Named[]): Promise<void> {
    const isLatest = this.begin('looking for pictures and curves');
    try {
      const files = await found;
      if (!isLatest()) return;
      this.files = files;
      this.read(true);
    } catch (error) {
      if (isLatest()) this.fail((error as Error).message);
    }
  }

  /** Reads the files again, at another side. */
  scale(): void {
    this.read(false);
  }

  /** Reads the files again, as something else. */
  readAs(as: As): void {
    this.as = as;
    this.read(true);
  }

  /** Takes drawings, and variations of each. */
  draw(drawings: readonly Drawing[], classes: readonly string[]): void {
    this.clear();
    this.give(varied(drawings, classes), remarkOn(drawings.length));
  }

  /** Takes what a model draws from its encoded data. */
  async redraw(model: Model): Promise<void> {
    const isLatest = this.begin('drawing pictures');
    const { name } = model.folder;
    try {
      const items = await redrawn(model, `${name}, learned again`, LANES.training);
      const some = items.labels.length.toLocaleString('en');
      const remark = `${name} draws these ${some} pictures from its encoded data, so they are smoother than the data.`;
      if (isLatest()) this.give(items, remark);
    } catch (error) {
      if (isLatest()) this.fail((error as Error).message);
    }
  }

  /** Forgets the pictures, and ends the reading of others. */
  clear(): void {
    this.stop();
    this.count++;
    this.files = [];
    this.as = null;
    this.reading = this.progress = null;
    this.failure = '';
  }

  fail(message: string): void {
    this.clear();
    this.failure = message;
  }

  /** Returns whether nothing else has begun since. */
  private begin(words: string): () => boolean {
    this.clear();
    this.progress = { words, done: 0, all: 0 };
    const count = this.count;
    return () => count === this.count;
  }

  private give(items: Items, remark: string): void {
    this.progress = null;
    this.reading = { items, remarks: [remark] };
    this.onfresh(items);
  }

  private read(fresh: boolean): void {
    this.stop();
    this.progress = { words: 'looking for pictures and curves', done: 0, all: 0 };
    this.stop = readThere(
      this.files,
      this.side,
      this.as,
      (done, all) => {
        const words = `reading ${done.toLocaleString('en')} of ${all.toLocaleString('en')} pictures`;
        this.progress = { words, done, all };
      },
      (reading) => {
        this.reading = reading;
        this.progress = null;
        if (fresh) this.onfresh(reading.items);
      },
      (message) => this.fail(message),
    );
  }
}
