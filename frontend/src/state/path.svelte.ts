import { same, type Vector } from '../math/vector';
import { walkRows } from '../conditions/path';
import { type Place } from '../conditions/rows';
import { isFound, segments, walk, type Leg } from '../math/walk';
import type { View } from './view';

/** What a path needs of the explorer that walks it. */
export interface Walker {
  view: View;
  readonly initial: View;
  readonly folder: { readonly latentDim: number };
  /** The legs of a path that has to be found, as far as they are; null for straight ones. */
  readonly legs: readonly (Leg | null)[];
  /** The current row or, during a movement, the row where that ends. */
  readonly destination: Vector;
  /** A row as parts of the view. */
  at(row: Vector): Place;
  /** Stops a movement or the playing path. */
  halt(): void;
  moveTo(z: Vector): void;
  change(part: Partial<View>): void;
  choose(part: Partial<View>): void;
  commit(): void;
  say(text: string): void;
}

/** The path through the pinned points: the pins, the position on it, and its playback. */
export class Path {
  playing = $state(false);
  /** The position on the path, in segments. */
  time = $state(0);
  readonly pins = $derived.by(() => this.walker.view.pins);
  /** The latent points (d,) of the pins. */
  readonly points = $derived.by(() => {
    const d = this.walker.folder.latentDim;
    return this.pins.map((pin) => (pin.length === d ? pin : pin.slice(0, d)));
  });
  private readonly curve = $derived.by(() => this.walker.view.curve);
  readonly loop = $derived.by(() => this.walker.view.loop);
  /** The row at a time of the path, in segments. */
  readonly way: (time: number) => Vector = $derived.by(() =>
    walkRows(this.pins, this.walker.folder.latentDim, this.curve, this.loop, this.walker.legs),
  );
  /** Whether no leg is still to be found, and none is straight for want of another. */
  readonly found: boolean = $derived.by(() => {
    const count = segments(this.pins.length, this.loop);
    return !isFound(this.curve) || (this.walker.legs.length === count && this.walker.legs.every(Boolean));
  });
  /** The latent point (d,) at a time. */
  readonly along: (time: number) => Vector = $derived.by(() =>
    walk(this.points, this.curve, this.loop, this.walker.legs),
  );
  private frame = 0;

  constructor(private readonly walker: Walker) {}

  /** Plays the path from the present position, or pauses. */
  toggle(): void {
    const { walker } = this;
    if (this.playing) {
      walker.halt();
      walker.commit();
      return;
    }
    const whole = segments(walker.view.pins.length, walker.view.loop);
    if (!whole) return;
    walker.halt();
    this.playing = true;
    if (this.time >= whole) this.time = 0;
    let last = performance.now();
    const step = (now: number): void => {
      // curve, loop and pace may change during playback
      const { pins, loop, pace } = walker.view;
      const end = segments(pins.length, loop);
      const time = this.time + Math.max(0, now - last) / 1000 / pace;
      last = now;
      this.time = loop && end ? time % end : Math.min(end, time);
      walker.view = { ...walker.view, ...walker.at(this.way(this.time)) };
      if (this.time < end || loop) this.frame = requestAnimationFrame(step);
      else this.playing = false;
    };
    this.frame = requestAnimationFrame(step);
  }

  /** Stops the playback, without making a step of it. */
  stop(): void {
    cancelAnimationFrame(this.frame);
    this.playing = false;
  }

  /** Moves to a time of the path. */
  scrub(time: number): void {
    const { walker } = this;
    const { pins, loop } = walker.view;
    if (!pins.length) return;
    this.time = Math.max(0, Math.min(segments(pins.length, loop), time));
    walker.change(walker.at(this.way(this.time)));
  }

  /** Moves to a pin. */
  goTo(i: number): void {
    this.time = i;
    this.walker.moveTo(this.walker.view.pins[i]!);
  }

  /** Pins the current point, after the last pin. */
  pin(): void {
    const {
      destination,
      view: { pins },
    } = this.walker;
    const last = pins.at(-1);
    if (last && same(last, destination)) this.walker.say('The last pin is already here. Move, then pin again.');
    else {
      this.time = pins.length;
      this.walker.choose({ pins: [...pins, destination] });
    }
  }

  setPins(pins: readonly Vector[]): void {
    const { walker } = this;
    if (this.playing) walker.halt();
    this.time = Math.min(this.time, segments(pins.length, walker.view.loop));
    const plane = walker.view.plane.kind === 'pins' && pins.length < 3 ? walker.initial.plane : walker.view.plane;
    walker.choose({ pins, plane });
  }
}
