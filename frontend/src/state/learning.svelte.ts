import { patched } from '../engine/weights';
import { DECODER } from '../sources/folder';
import { parseShown, type Shown } from '../sources/snapshots';
import type { Command, Connection, Listener, Update } from '../sources/training';
import type { Explorer } from './explorer.svelte';
import { Latest } from './latest';

/** A loss, or the KL divergence by dimension, at a step. */
export interface Mark<T> {
  step: number;
  value: T;
}

/** A setting that was changed, and the step from which on. */
export interface Change {
  step: number;
  what: string;
  from: number;
  to: number;
}

/** A running training: its curves, and the current model, which the explorer walks. */
export class Learning {
  train: readonly Mark<number>[] = $state.raw([]);
  heldOut: readonly Mark<number>[] = $state.raw([]);
  kl: readonly Mark<number[]>[] = $state.raw([]);
  changes: readonly Change[] = $state.raw([]);
  /** Null until the first update. */
  now: Omit<Update, 'points'> | null = $state.raw(null);
  /** Whether the connection was lost before the training ended. */
  lost = $state(false);
  /** The number of snapshots shown. */
  shown = $state(0);
  private readonly source: Connection;
  private decoder: Promise<ArrayBuffer> | undefined;
  private readonly snapshots = new Latest<ArrayBuffer | Shown>(
    (snapshot) => this.applySnapshot(snapshot),
    ({ message }) => this.explorer.say(message, true),
  );

  constructor(
    private readonly explorer: Explorer,
    connect: (listener: Listener) => Connection,
    private readonly onended: (made: boolean) => void,
  ) {
    this.source = connect({
      opened: () => {
        this.lost = false;
        this.train = this.heldOut = this.kl = this.changes = [];
      },
      updated: (update) => this.apply(update),
      snapshot: (snapshot) => this.snapshots.request(snapshot),
      rejected: (sentence) => explorer.say(sentence, true),
      lost: () => (this.lost = true),
    });
  }

  /** Whether it can be paused, changed and stopped. */
  get running(): boolean {
    return !this.lost && (this.now?.now === 'training' || this.now?.now === 'paused');
  }

  send(command: Command): void {
    this.source.send(command);
  }

  close(): void {
    this.snapshots.close();
    this.source.close();
  }

  private apply({ points, ...now }: Update): void {
    const train: Mark<number>[] = [];
    const heldOut: Mark<number>[] = [];
    const kl: Mark<number[]>[] = [];
    const changes: Change[] = [];
    for (const point of points) {
      const step = point[1];
      if (point[0] === 'train') train.push({ step, value: point[2] });
      else if (point[0] === 'change') changes.push({ step, what: point[2], from: point[3], to: point[4] });
      else {
        heldOut.push({ step, value: point[2] });
        kl.push({ step, value: point[3] });
      }
    }
    // what has no new marks is not drawn again
    if (train.length) this.train = [...this.train, ...train];
    if (heldOut.length) this.heldOut = [...this.heldOut, ...heldOut];
    if (kl.length) this.kl = [...this.kl, ...kl];
    if (changes.length) this.changes = [...this.changes, ...changes];
    this.now = now;
    if (['ended', 'stopped', 'failed'].includes(now.now)) {
      this.close();
      this.onended(now.now === 'ended');
    }
  }

  private async applySnapshot(snapshot: ArrayBuffer | Shown): Promise<void> {
    const { explorer } = this;
    const { weights, mean, logvar } =
      snapshot instanceof ArrayBuffer
        ? parseShown(snapshot, explorer.folder.latentDim, explorer.encoded.atlas?.n ?? 0)
        : snapshot;
    const own = await (this.decoder ??= explorer.model.file(DECODER));
    await explorer.model.renew(patched(own, weights));
    explorer.updateAtlas(mean, logvar);
    this.shown++;
  }
}
