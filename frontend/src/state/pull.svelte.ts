import type { Component } from 'svelte';
import { orthonormal, unitVectors } from '../math/basis';
import { BYTE_STEP, STEP } from '../math/jacobian';
import { pulled, type Hold, type Pulled, type Target } from '../math/pull';
import { seeded } from '../math/random';
import type { Vector } from '../math/vector';
import type { Numbers } from '../outputs/output';
import { rasterOf, type Raster } from '../outputs/raster';
import { copies } from '../sources/copies';
import type { Explorer } from './explorer.svelte';
import { holdNearData, holdNearPrior } from './hold';
import { LANES } from './lanes';
import { Latest } from './latest';
import { dragTarget, painted, paintTarget, type Mask, type Spot } from './target';

/** The components that show it, which are loaded with it. */
export interface Views {
  Tools: Component<{ explorer: Explorer; pull: Pull }>;
  Handle: Component<{ explorer: Explorer; pull: Pull }>;
}

/** What a stroke does: the picture under it follows, or becomes brighter or darker. */
export const MODES = ['drag', 'brighter', 'darker'] as const;
/** What the latent point is held near. */
export const HOLDS = ['prior', 'data', 'free'] as const;

/**
 * Directions that the first update searches, and any at least and at most: of more dimensions as many known directions
 * and random ones that change.
 */
const [FIRST, FEWEST, MOST] = [16, 4, 64];
/** Milliseconds of an update, by which the number of its directions is chosen: a slow decoder has fewer. */
const BUDGET = 14;
/** The radius of the brush as a share of the shorter side. */
const RADIUS = 1 / 14;
/** The weight of the hold: a distance of one unit counts as much as missing a sixth of the range. */
const WEIGHT = 0.03;
const DAMPING = 0.01;
/** An update that lowers the objective by less than this share ends a stroke that rests. */
const ENOUGH = 0.01;
/** Updates after the end of a stroke, at most. */
const LAST = 8;

/** A stroke of the pointer, and where it has led. */
interface Stroke {
  readonly raster: Raster;
  readonly hold: Hold | null;
  /** The sample at its beginning, and where that was taken hold of. */
  readonly sample: Numbers;
  readonly from: Spot;
  /** What was painted. */
  mask: Mask;
  target: Target;
  z: Vector;
  /** The sample at z and the damping; null before the first update. */
  now: Pick<Pulled, 'sample' | 'damping'> | null;
  /** Whether the last update lowered the objective by more than `ENOUGH`. */
  improving: boolean;
  /** Updates that are left once it has ended; null until then. */
  left: number | null;
}

/** Pulls a sample by its picture: the latent point follows strokes, each of which is a step. */
export class Pull {
  mode: (typeof MODES)[number] = $state('drag');
  /** The brush's radius as a share of the shorter side. */
  radius = $state(RADIUS);
  hold: (typeof HOLDS)[number] = $state('prior');
  weight = $state(WEIGHT);
  /** Where the handle is, in pixels of the sample. */
  spot: Spot = $state.raw({ x: 0, y: 0 });
  /** Where it has taken hold; null while it moves freely. */
  held: Spot | null = $state.raw(null);
  private stroke: Stroke | null = null;
  /** Whether it was reported that nothing changes this place. */
  private reported = false;
  private readonly random = seeded();
  /** Directions that the next update may search. */
  private affordable = FIRST;
  private readonly updates = new Latest<void>(
    () => this.update(),
    (error) => this.fail(error),
    () => this.rest(),
  );

  constructor(
    private readonly explorer: Explorer,
    readonly views: Views,
  ) {
    const { width, height } = explorer.output.sides;
    this.spot = { x: width / 2, y: height / 2 };
    this.hold = this.holds[0]!;
  }

  /** What there is to be held near. */
  get holds(): (typeof HOLDS)[number][] {
    const { axes, encoded } = this.explorer;
    const there = { prior: !axes.priorless, data: Boolean(encoded.data?.n), free: true };
    return HOLDS.filter((hold) => there[hold]);
  }

  /** The brush's radius in pixels of the sample. */
  get reach(): number {
    const { width, height } = this.explorer.output.sides;
    return Math.max(1, this.radius * Math.min(width, height));
  }

  /** Takes hold where the handle is. */
  begin(): void {
    const { explorer, spot } = this;
    const { sample, output } = explorer;
    if (!sample) return;
    if (!this.free.length) return explorer.say(`All dimensions are locked, so the ${output.one} cannot be pulled.`);
    this.finish();
    explorer.halt();
    const raster = rasterOf(output);
    const mask = painted(new Map(), raster, spot, this.reach);
    const stroke = { raster, sample, from: spot, mask, z: explorer.view.z, hold: this.holding() };
    this.stroke = { ...stroke, target: this.targetOf(stroke), now: null, improving: true, left: null };
    this.held = spot;
    this.updates.request();
  }

  /** Moves the handle, and what it holds. */
  move({ x, y }: Spot): void {
    const { width, height } = this.explorer.output.sides;
    this.spot = { x: Math.max(0, Math.min(width, x)), y: Math.max(0, Math.min(height, y)) };
    const { stroke } = this;
    if (!stroke || stroke.left !== null) return;
    stroke.mask = painted(stroke.mask, stroke.raster, this.spot, this.reach);
    stroke.target = this.targetOf(stroke);
    stroke.improving = true;
    this.updates.request();
  }

  /** Lets go: the stroke comes to rest, and becomes a step. */
  end(): void {
    this.held = null;
    if (!this.stroke) return;
    this.stroke.left ??= LAST;
    if (!this.updates.busy) this.rest();
  }

  /** Ends the stroke at once. */
  finish(): void {
    this.held = null;
    if (!this.stroke) return;
    this.stroke = null;
    this.explorer.commit();
  }

  private targetOf({ raster, sample, from, mask }: Pick<Stroke, 'raster' | 'sample' | 'from' | 'mask'>): Target {
    return this.mode === 'drag'
      ? dragTarget(sample, raster, from, this.spot, this.reach)
      : paintTarget(mask, raster, this.mode === 'brighter');
  }

  private holding(): Hold | null {
    const { folder, encoded } = this.explorer;
    if (this.hold === 'prior') return holdNearPrior(folder.prior ?? [], folder.latentDim, this.weight);
    return this.hold === 'data' && encoded.data ? holdNearData(encoded.data, folder.latentDim, this.weight) : null;
  }

  /** The dimensions that are not locked. */
  private get free(): number[] {
    const { view, folder } = this.explorer;
    return Array.from({ length: folder.latentDim }, (_, i) => i).filter((i) => !view.locked.includes(i));
  }

  /** The directions of an update, in which locked dimensions stay. */
  private basis(count: number): Float64Array[] {
    const { axes, folder } = this.explorer;
    const d = folder.latentDim;
    const { free } = this;
    if (free.length <= count) return free.flatMap((i) => unitVectors(d, i, i + 1));
    const known = free.length < d ? [] : (axes.components?.components ?? axes.sensitive ?? []);
    return orthonormal(free.length, count, known.slice(0, count >> 1), this.random).map((direction) => {
      const whole = new Float64Array(d);
      free.forEach((i, k) => (whole[i] = direction[k]!));
      return whole;
    });
  }

  private async update(): Promise<void> {
    const { stroke, explorer } = this;
    if (!stroke) return;
    const { z, target, hold } = stroke;
    const decode = copies(explorer.model, LANES.pull);
    const sample = stroke.now?.sample ?? (await decode(z, 1));
    const state = sample && { z, sample, damping: stroke.now?.damping ?? DAMPING };
    const count = Math.min(this.free.length, this.affordable);
    // along random directions of more dimensions, less changes
    const wider = Math.sqrt(this.free.length / count);
    const step = wider * (explorer.output.pixels ? BYTE_STEP : STEP);
    const begun = performance.now();
    const next = state && (await pulled(decode, state, target, hold, this.basis(count), step));
    if (!next || stroke !== this.stroke) return;
    const fits = Math.round((count * BUDGET) / Math.max(1, performance.now() - begun));
    this.affordable = Math.max(FEWEST, Math.min(MOST, fits));
    if (explorer.view.z !== z) return this.finish(); // the point was moved otherwise
    // fewer directions lower the objective by less
    const enough = (ENOUGH * count * next.before) / this.free.length;
    Object.assign(stroke, { z: next.z, now: next, improving: next.before - next.cost > enough });
    if (next.z !== z) explorer.change({ z: next.z });
    if (!next.reacts && !this.reported)
      explorer.say(`The ${explorer.output.one} does not react here: no direction that is free changes this place.`);
    this.reported = !next.reacts;
  }

  /** Updates until the stroke no longer improves; one that has ended becomes a step then. */
  private rest(): void {
    const { stroke } = this;
    if (!stroke) return;
    if (stroke.improving && (stroke.left === null || stroke.left-- > 0)) this.updates.request();
    else if (stroke.left !== null) this.finish();
  }

  private fail({ message }: Error): void {
    this.explorer.say(message, true);
    this.finish();
  }
}
