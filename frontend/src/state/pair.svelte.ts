import { untrack } from 'svelte';
import { same, type Vector } from '../math/vector';
import { canEncode } from '../sources/folder';
import type { Model } from '../sources/source';
import { valuesOf } from '../math/values';
import { Explorer } from './explorer.svelte';
import { ENCODING, LANES } from './lanes';
import type { Notices } from './notices.svelte';
import { DRIVERS, type Direction, type Driver, type View } from './view';

/**
 * Two models that are compared. What drives both is a point, where they have as many dimensions; an image, which the
 * one decodes and the other encodes; or a class, of which each goes to its own preset. Either can be moved, and the
 * other follows. What is chosen is remembered by the first: it has the history and the link.
 */
export class Pair {
  readonly other: Companion;
  /** What can drive these two; nothing, where they have nothing in common. */
  readonly drivers: readonly Driver[];
  /** Whether their images are of one size, so that they can be told apart pixel by pixel. */
  readonly alike: boolean;
  /** Where the first model was led by an image of the second. */
  private led: Vector | null = null;
  private readonly busy = new Set<Explorer>();
  private readonly again = new Set<Explorer>();
  private readonly by = $derived.by(() => this.here.view.by);
  private readonly z = $derived.by(() => this.here.view.z);
  private readonly there = $derived.by(() => this.here.view.there);

  constructor(readonly here: Explorer, model: Model) {
    const { folder } = here;
    const { height, width, channels } = folder.image;
    const there = model.folder;
    this.other = new Companion(model, this, here.notices);
    this.alike = height === there.image.height && width === there.image.width && channels === there.image.channels;
    const can: Record<Driver, boolean> = {
      point: folder.latentDim === there.latentDim,
      image: this.alike && canEncode(there),
      class: folder.presets.some(({ name }) => there.presets.some((preset) => preset.name === name)),
    };
    this.drivers = DRIVERS.filter((driver) => can[driver]);
  }

  /** What drives both now: what was chosen, or else the first that can. */
  get driver(): Driver | null {
    return this.drivers.includes(this.by) ? this.by : (this.drivers[0] ?? null);
  }

  /** Has the second model follow the first. To be called in an effect. */
  follow(): void {
    const { driver, here, other } = this;
    if (driver === 'class') {
      const { there } = this;
      untrack(() => other.go(there));
    } else if (driver) {
      const { z } = this;
      void here.placed;
      untrack(() => (driver === 'point' ? other.stand(z) : z !== this.led && void this.lead(here, other)));
    }
  }

  /** Has the first model follow what was done to the second. */
  followed(z: Vector): void {
    const { driver, here, other } = this;
    if (driver === 'point') return here.change({ z });
    other.stand(z);
    if (driver === 'class') here.change({ there: z });
    if (driver === 'image') void this.lead(other, here);
  }

  /** Where the second model's preset of a name lies, if classes drive both. */
  presetThere(name: string): Vector | undefined {
    return this.driver === 'class' ? this.other.folder.presets.find((preset) => preset.name === name)?.z : undefined;
  }

  close(): void {
    this.other.close();
  }

  /** Shows the one model's image to the other, once at a time, the newest last. */
  private async lead(from: Explorer, to: Explorer): Promise<void> {
    this.again.add(from);
    if (this.busy.has(from)) return;
    this.busy.add(from);
    try {
      while (this.again.delete(from)) {
        const pixels = await this.imageOf(from);
        const posterior = pixels && (await to.model.encode(ENCODING.pair, valuesOf(pixels, to.folder.image), 1));
        if (!posterior) continue;
        const z = posterior.mean.slice();
        to.placed = { pixels, posterior, strokes: [] };
        if (to === this.other) this.other.stand(z);
        else to.change({ z: (this.led = z) });
      }
    } catch (error) {
      this.here.say((error as Error).message, true);
    } finally {
      this.busy.delete(from);
      if (from === this.other) this.here.commit();
    }
  }

  /** What stands for a model's point: the image that was placed there, or else the one that is decoded. */
  private async imageOf({ model, placed, view: { z } }: Explorer): Promise<Uint8Array<ArrayBuffer> | null> {
    if (placed && same(placed.posterior.mean, z)) return placed.pixels;
    const images = await model.decode(LANES.pair, z, 1);
    if (!images) return null;
    const pixels = images.bytes.slice();
    images.release();
    return pixels;
  }
}

/** The second of two models that are compared: what is done to it, the first is told. */
export class Companion extends Explorer {
  constructor(model: Model, private readonly between: Pair, notices: Notices) {
    super(model, notices);
  }

  /** Stands there, and tells nobody. */
  stand(z: Vector): void {
    if (z !== this.view.z) super.change({ z });
  }

  /** Goes there, if it is a place of this model's and another one, and tells nobody. */
  go(z: Vector | null): void {
    if (z?.length === this.folder.latentDim) this.glide(z);
  }

  override change({ z, ...rest }: Partial<View>): void {
    super.change(rest);
    if (z) this.between.followed(z);
  }

  override moveTo(z: Vector): void {
    const { here, driver } = this.between;
    if (driver === 'point') here.moveTo(z);
    else if (driver === 'class') here.choose({ there: z });
    else this.choose({ z });
  }

  override commit(): void {
    this.between.here.commit();
  }

  override keepDirection(direction: Direction): void {
    if (this.between.driver === 'point') this.between.here.keepDirection(direction);
    else super.keepDirection(direction);
  }
}
