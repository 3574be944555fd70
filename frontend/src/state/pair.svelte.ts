import { untrack } from 'svelte';
import type { Place } from '../conditions/rows';
import { following, withDefaultsWhereShared } from '../conditions/shared';
import { readGiven, writeGiven } from '../conditions/text';
import { same, type Vector } from '../math/vector';
import { alike, type Numbers } from '../outputs/output';
import { copies } from '../sources/copies';
import { canEncode } from '../sources/folder';
import type { Model } from '../sources/source';
import type { Comparison, Lead } from './comparison';
import { Explorer } from './explorer.svelte';
import { ENCODING, LANES } from './lanes';
import { Latest } from './latest';
import { DRIVERS, type Direction, type Driver } from './view';

/**
 * Two models that are compared. They share a latent point, if they have equally many dimensions; an image, which one
 * decodes and the other encodes; or a class, for which each moves to its own preset. Either model can be moved, and the
 * other follows. The first has the history and the link.
 */
export class Pair implements Comparison {
  readonly other: Explorer;
  /** What these two models can share; empty if they have nothing in common. */
  readonly drivers: readonly Driver[];
  /** Whether their samples have the same shape, so that they can be compared number by number. */
  readonly alike: boolean;
  /** Where an image of the second model has moved the first. */
  private led: Place | null = null;
  /** Where the second model went last, if both share a class. */
  private reached: Vector | null = null;
  /** The second model's own conditions, as the view has them. */
  private own = '';
  private readonly forward = new Latest<void>(
    () => this.encodeInto(this.other, this.here),
    (error) => this.failed(error),
  );
  private readonly backward = new Latest<void>(
    () => this.encodeInto(this.here, this.other),
    (error) => this.failed(error),
    () => this.here.commit(),
  );
  private readonly by = $derived.by(() => this.here.view.by);
  private readonly z = $derived.by(() => this.here.view.z);
  private readonly there = $derived.by(() => this.here.view.there);
  private readonly given = $derived.by(() => this.here.view.given);
  private readonly theirs = $derived.by(() => this.here.view.theirs);

  constructor(
    readonly here: Explorer,
    model: Model,
  ) {
    const { folder } = here;
    const there = model.folder;
    this.other = new Explorer(model, here.notices, this.lead());
    this.alike = alike(folder.output, there.output);
    const can: Record<Driver, boolean> = {
      point: folder.latentDim === there.latentDim,
      image: this.alike && canEncode(there),
      class: folder.presets.some(({ name }) => there.presets.some((preset) => preset.name === name)),
    };
    this.drivers = DRIVERS.filter((driver) => can[driver]);
  }

  /** What both share now: the user's choice, or else the first possibility. */
  get driver(): Driver | null {
    return this.drivers.includes(this.by) ? this.by : (this.drivers[0] ?? null);
  }

  /** Moves the second model after the first. To be called in an effect. */
  follow(): void {
    const { driver, here, other, given, theirs } = this;
    if (driver === 'class') {
      const { there } = this;
      untrack(() => {
        // a row has conditions, which a later choice overrides
        if (there === this.reached || !there) return;
        this.reached = there;
        if ([other.folder.latentDim, other.destination.length].includes(there.length)) other.glideTo(there);
      });
    }
    untrack(() => {
      this.readTheirs(theirs);
      this.share(here, other, given);
    });
    if (!driver || driver === 'class') return;
    const { z } = this;
    void here.placed;
    untrack(() => {
      if (driver === 'point') other.jumpTo(z);
      else if (z !== this.led?.z || given !== this.led.given) this.forward.request();
    });
  }

  /** The second model's preset of a name, if both share a class. */
  presetThere(name: string): Vector | undefined {
    return this.driver === 'class' ? this.other.folder.presets.find((preset) => preset.name === name)?.z : undefined;
  }

  close(): void {
    this.forward.close();
    this.backward.close();
    this.other.close();
  }

  /** Has moves of the second model move both. */
  private lead(): Lead {
    const { here } = this;
    const shared = (): boolean => this.alike;
    return {
      get seen() {
        return shared() ? here.view.seen : null;
      },
      get item() {
        return here.view.item;
      },
      see: (seen) => {
        if (this.alike) here.change({ seen });
      },
      get step() {
        return here.step;
      },
      commit: (of) => here.commit(of),
      change: (z) => this.followed(z),
      give: (given) => {
        this.share(this.other, here, given);
        this.writeTheirs(given);
      },
      moveTo: (z) => this.moved(z),
      keepDirection: (direction) => this.kept(direction),
    };
  }

  /** Has one model take over the other's numbers of the conditions that both have. */
  private share(from: Explorer, to: Explorer, given: Vector): void {
    const next = following(to.folder.conditions, to.given, from.folder.conditions, given);
    if (next === to.given) return;
    if (to === this.other) to.giveTo(next);
    else to.change({ given: next });
  }

  /** Gives the second model its own conditions, as a link or an undone step has them. */
  private readTheirs(text: string): void {
    if (text === this.own) return;
    this.own = text;
    const { other } = this;
    try {
      other.giveTo(readGiven(text, other.folder.conditions));
    } catch (error) {
      this.failed(new Error(`The link's part theirs ${(error as Error).message}.`));
    }
  }

  /** Has the view keep the second model's own conditions. */
  private writeTheirs(given: Vector): void {
    const { here, other } = this;
    const { conditions } = other.folder;
    this.own = writeGiven(withDefaultsWhereShared(conditions, given, here.folder.conditions), conditions);
    if (this.own !== this.theirs) here.change({ theirs: this.own });
  }

  /** Moves the first model after the second. */
  private followed(z: Vector): void {
    const { driver, here, other } = this;
    if (driver === 'point') return here.change({ z });
    other.jumpTo(z);
    if (driver === 'class') here.change({ there: z });
    if (driver === 'image') this.backward.request();
  }

  private moved(z: Vector): void {
    const { driver, here, other } = this;
    if (driver === 'point') here.moveTo(z);
    else if (driver === 'class') here.choose({ there: z });
    else other.choose({ z });
  }

  private kept(direction: Direction): boolean {
    if (this.driver !== 'point') return false;
    this.here.keepDirection(direction);
    return true;
  }

  /** Encodes one model's image with the other, which moves there. */
  private async encodeInto(to: Explorer, from: Explorer): Promise<void> {
    if (this.driver !== 'image') return;
    const sample = await this.sampleOf(from);
    const posterior = sample && (await to.model.encode(ENCODING.pair, to.folder.output.toValues(sample), 1));
    // meanwhile the models may share something else
    if (!posterior || this.driver !== 'image') return;
    const z = posterior.mean.slice();
    to.setPlaced({ sample, posterior, strokes: [] });
    if (to === this.other) to.jumpTo(z);
    else {
      this.led = { z, given: to.given };
      to.change({ z });
    }
  }

  private failed({ message }: Error): void {
    this.here.say(message, true);
  }

  /** A model's sample: the one that was placed at its point, or else the decoded one. */
  private async sampleOf({ model, placed, view: { z } }: Explorer): Promise<Numbers | null> {
    if (placed && same(placed.posterior.mean, z)) return placed.sample;
    return copies(model, LANES.pair)(z, 1);
  }
}
