import { untrack } from 'svelte';
import { patched } from '../engine/weights';
import { smooth } from '../math/ease';
import type { Vector } from '../math/vector';
import { DECODER, SNAPSHOTS } from '../sources/folder';
import { parseSnapshots, type Snapshots } from '../sources/snapshots';
import type { Explorer } from './explorer.svelte';
import { Latest } from './latest';
import { momentOf } from './moment';

/** Milliseconds per snapshot during playback, and for the map's points to move to the next one. */
const PACE = 320;
const DRIFT = 260;

/** The training of a model as a timeline: the model and the map follow the snapshot that the view names. */
export class Timeline {
  /** Null until they are loaded. */
  snapshots: Snapshots | null = $state.raw(null);
  playing = $state(false);
  private loading: Promise<Snapshots> | undefined;
  private decoder: Promise<ArrayBuffer> | undefined;
  /** The snapshot that the decoder runs; null for the trained model. */
  private applied: number | null;
  private readonly requests = new Latest<number | null>(
    (at) => this.applySnapshot(at),
    (error) => this.failed(error),
  );
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly wanted = $derived.by(() => this.explorer.view.at);

  constructor(private readonly explorer: Explorer) {
    // the timeline of an earlier component may have left the model at a snapshot
    this.applied = explorer.encoded.moment ? NaN : null;
  }

  /** The requested snapshot, counted from 0; the last one is the trained model. */
  get at(): number {
    const { snapshots, wanted } = this;
    const last = (snapshots?.count ?? 1) - 1;
    return wanted === null ? last : Math.min(wanted, last);
  }

  /** Loads the snapshots once. */
  load(): Promise<Snapshots> {
    const { folder, model, encoded } = this.explorer;
    this.loading ??= model
      .file(SNAPSHOTS)
      .then((file) => (this.snapshots = parseSnapshots(file, folder.latentDim, encoded.atlas?.n ?? 0)));
    this.loading.catch((error: Error) => {
      this.loading = undefined;
      this.explorer.say(error.message, true);
    });
    return this.loading;
  }

  /** Goes to a snapshot, without making a step of it. */
  go(at: number): void {
    const last = (this.snapshots?.count ?? 1) - 1;
    const to = Math.max(0, Math.min(last, Math.round(at)));
    this.explorer.change({ at: to === last ? null : to });
  }

  toggle(): void {
    if (this.playing) return this.pause();
    this.playing = true;
    void this.play().catch(() => (this.playing = false));
  }

  pause(): void {
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.playing = false;
    this.explorer.commit();
  }

  /** Applies the snapshot that the view names. To be called in an effect. */
  follow(): void {
    const { wanted, snapshots } = this;
    if (wanted === null && !snapshots && !this.explorer.encoded.moment) return;
    untrack(() => this.requests.request(wanted));
  }

  close(): void {
    this.requests.close();
    clearTimeout(this.timer);
    cancelAnimationFrame(this.frame);
  }

  private async play(): Promise<void> {
    const { count } = await this.load();
    if (!this.playing) return;
    if (this.at === count - 1) this.go(0);
    const next = (): void => {
      if (this.at === count - 1) return this.pause();
      this.go(this.at + 1);
      this.timer = setTimeout(next, PACE);
    };
    this.timer = setTimeout(next, PACE);
  }

  private async applySnapshot(wanted: number | null): Promise<void> {
    const { explorer } = this;
    const snapshots = await this.load();
    const at = wanted === null || wanted >= snapshots.count - 1 ? null : wanted;
    if (at === this.applied) return;
    const own = await (this.decoder ??= explorer.model.file(DECODER));
    await explorer.model.renew(at === null ? own.slice(0) : patched(own, snapshots.weightsAt(at)));
    this.applied = at;
    const from = explorer.encoded.means;
    explorer.showMoment(
      at === null || !explorer.encoded.atlas
        ? null
        : momentOf(explorer.encoded.atlas, snapshots.row, snapshots.meanAt(at)),
    );
    if (from) this.drift(from);
  }

  /** Goes back to the snapshot that is applied. */
  private failed({ message }: Error): void {
    this.explorer.say(message, true);
    this.explorer.change({ at: Number.isFinite(this.applied) ? this.applied : null });
  }

  /** Animates the points of the map to their new positions. */
  private drift(from: Vector): void {
    cancelAnimationFrame(this.frame);
    const { explorer } = this;
    explorer.encoded.drift = null;
    const to = explorer.encoded.means;
    if (!to || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const begin = performance.now();
    const step = (): void => {
      const t = Math.min(1, (performance.now() - begin) / DRIFT);
      const share = smooth(t);
      explorer.encoded.drift = t < 1 ? from.map((value, i) => value + share * (to[i]! - value)) : null;
      if (t < 1) this.frame = requestAnimationFrame(step);
    };
    step();
  }
}
