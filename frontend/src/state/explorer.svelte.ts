import { smooth } from '../math/ease';
import { principalComponents } from '../math/components';
import { draw, normal } from '../math/prior';
import type { Slice } from '../math/slice';
import { same, type Vector } from '../math/vector';
import { segments, walk } from '../math/walk';
import type { Atlas } from '../sources/atlas';
import type { Folder } from '../sources/folder';
import type { Model } from '../sources/source';
import { axesOf, isDead, MANY, setOn, type Axis } from './axes';
import { History, type Step } from './history';
import type { Moment } from './moment';
import { Notices } from './notices.svelte';
import type { PanelKey } from './panels';
import type { Placed } from './placed';
import { Placing } from './placing.svelte';
import { sliceOf } from './plane';
import { deviationsOf, isPointwise, natsOf, spreadOf } from './statistics';
import { axisKey, initialView, type Direction, type View } from './view';

/** Milliseconds that a movement takes. */
const MOVEMENT = 600;

/** A walk through a model that was closed, from which it can be resumed. */
export interface Walk {
  view: View;
  history: History;
}

/** Sliders for principal components, in models with many dimensions. */
const COMPONENTS = 12;

/** The progress of loading the atlas. */
type AtlasState = { is: 'loading' } | { is: 'none' } | { is: 'ready' } | { is: 'faulty'; reason: string };

/** What an explorer needs of the comparison with a second model. */
export interface Comparison {
  /** Where the second model's preset of a name lies, if presets move both models. */
  presetThere(name: string): Vector | undefined;
  close(): void;
}

/** Decides what happens to the moves of the second of two compared models. The first keeps the history. */
export interface Lead {
  /** The last step. */
  readonly step: Step;
  /** As `Explorer.commit`. */
  commit(of?: Step): void;
  /** Takes over a change of z. */
  change(z: Vector): void;
  /** Takes over a movement to z. */
  moveTo(z: Vector): void;
  /** Keeps a direction, if it is one of the first model's too. */
  keepDirection(direction: Direction): boolean;
}

/** The state of one walked model: the single store that all components read and change. */
export class Explorer {
  /** The present view; during a movement it changes with every frame. */
  view: View = $state.raw() as View;
  /** The view with which the model opens. */
  initial: View = $state.raw() as View;
  atlas: Atlas | null = $state.raw(null);
  atlasState: AtlasState = $state.raw({ is: 'loading' });
  /** The snapshot of the training that is shown; null for the trained model. */
  moment: Moment | null = $state.raw(null);
  /** Where the map draws the encoded data during the animation between two snapshots. Written by Timeline only. */
  drift: Vector | null = $state.raw(null);
  /** The image last placed in the latent space. */
  placed: Placed | null = $state.raw(null);
  /** The encoded image under the pointer, by its index in the atlas. */
  hovered: number | null = $state.raw(null);
  /** Encoded images selected with the lasso: at most two groups of indices into the atlas. */
  groups: readonly Int32Array[] = $state.raw([]);
  /** Increases when everything has to be decoded again. */
  revision = $state(0);
  canUndo = $state(false);
  canRedo = $state(false);
  /** Whether the drawing pad is open. */
  sketching = $state(false);
  playing = $state(false);
  /** Set while this model is compared with a second one. */
  comparison: Comparison | null = null;
  /** The position on the path, in segments. */
  time = $state(0);

  /**
   * Whether the encoder is deterministic (log-variance of almost zero): then the data says what is usual, not a prior.
   */
  readonly pointwise = $derived.by(() => this.atlas !== null && isPointwise(this.atlas));
  /** Mean KL divergence by dimension; null if unknown, and during a training, so that the sliders keep their order. */
  readonly nats = $derived.by(() =>
    this.atlas?.n && !this.pointwise && !this.folder.training ? natsOf(this.atlas) : null,
  );
  /** The encoded data at the moment that is shown. */
  readonly data: Atlas | null = $derived.by(() => this.moment?.data ?? this.atlas);
  /** (n, d): where the map draws the whole atlas at that moment. */
  readonly means: Vector | null = $derived.by(() => this.drift ?? this.moment?.mean ?? this.atlas?.mean ?? null);
  private readonly deviations = $derived.by(() => (this.pointwise ? deviationsOf(this.atlas!) : null));
  private readonly directions = $derived(this.view.directions);
  readonly axes = $derived.by(() =>
    axesOf(
      this.folder.latentDim,
      { nats: this.nats, deviations: this.deviations, components: this.components },
      this.directions,
    ),
  );
  readonly live = $derived(this.axes.filter((axis) => !isDead(axis)));
  readonly dead = $derived(this.axes.filter(isDead));
  private readonly plane = $derived(this.view.plane);
  readonly pins = $derived(this.view.pins);
  /** The first principal components of the encoded data; null without an atlas. */
  readonly components = $derived.by(() =>
    this.atlas?.n && !(this.folder.training && this.folder.latentDim > MANY)
      ? principalComponents(this.atlas.mean, this.folder.latentDim, this.folder.latentDim > MANY ? COMPONENTS : 2)
      : null,
  );
  /** The plane of the map; null if the map is a layout. */
  readonly slice: Slice | null = $derived.by(() => sliceOf(this.plane, this));
  private readonly range = $derived(this.view.range);
  /** Spreads by axis, computed on demand and cached until their inputs change. */
  private readonly spreads = $derived.by(() => {
    const [axes, range, atlas, data] = [this.axes, this.range, this.atlas, this.data];
    void axes;
    return { range, atlas, data, known: new Map<string, ReturnType<typeof spreadOf>>() };
  });

  readonly folder: Folder;
  readonly placing: Placing;
  private history: History;
  private frame = 0;
  /** The end of the running movement. */
  private target: Vector | null = null;

  /** `lead` is given for the second of two compared models. */
  constructor(
    readonly model: Model,
    readonly notices: Notices = new Notices(),
    private readonly lead: Lead | null = null,
  ) {
    this.folder = model.folder;
    this.placing = new Placing(model);
    this.initial = this.view = initialView(this.folder.latentDim, [
      axisKey(0),
      axisKey(Math.min(1, this.folder.latentDim - 1)),
    ]);
    this.history = new History({ view: this.view, placed: null });
  }

  /** Loads the atlas; until then the page works without it. */
  async loadAtlas(): Promise<void> {
    try {
      const atlas = await this.model.atlas();
      this.atlas = atlas;
      this.atlasState = { is: atlas ? 'ready' : 'none' };
    } catch (error) {
      this.atlasState = { is: 'faulty', reason: (error as Error).message };
      this.say((error as Error).message, true);
    }
    this.settle();
  }

  spread(axis: Axis): ReturnType<typeof spreadOf> {
    const { range, atlas, data, known } = this.spreads;
    const spread = known.get(axis.key) ?? spreadOf(axis, range, atlas, data);
    known.set(axis.key, spread);
    return spread;
  }

  /** Whether the view leaves a panel visible. */
  shows(panel: PanelKey): boolean {
    return !this.view.hide.includes(panel);
  }

  /** The last step. */
  get step(): Step {
    return this.lead?.step ?? this.history.now;
  }

  /** Derives the initial view from the encoded data. What the user has changed meanwhile stays. */
  private settle(): void {
    // the map shows the two most informative dimensions or, if there are many, the first two components
    const [x, y] = this.axes.filter(({ dimension }) => dimension !== null);
    const plane: View['plane'] =
      this.folder.latentDim > MANY && this.components
        ? { kind: 'components' }
        : x && y
          ? { kind: 'axes', axes: [x.key, y.key] }
          : this.initial.plane;
    const usual: View['range'] & View['random'] = this.pointwise ? 'data' : 'prior';
    const before = this.initial;
    // without a prior the mean of the data takes the origin's place
    const home = this.pointwise ? this.components!.mean : before.z;
    const settled = (view: View): View => ({
      ...view,
      z: view.z === before.z ? home : view.z,
      plane: view.plane === before.plane ? plane : view.plane,
      range: view.range === before.range ? usual : view.range,
      random: view.random === before.random ? usual : view.random,
    });
    this.initial = settled(this.initial);
    this.view = settled(this.view);
    this.history.amend(settled);
  }

  /** Changes part of the view; `commit` makes a step of all changes since the last one. */
  change(part: Partial<View>): void {
    const { z, ...others } = part;
    if (z && this.lead) {
      this.view = { ...this.view, ...others };
      this.lead.change(z);
      return;
    }
    if (z) this.halt();
    this.view = { ...this.view, ...part };
  }

  /** Sets z without asking the lead. */
  jumpTo(z: Vector): void {
    if (z === this.view.z) return;
    this.halt();
    this.view = { ...this.view, z };
  }

  /** Makes an undoable step of the changes: part of the step `of`, if that is the last one. */
  commit(of?: Step): void {
    if (this.lead) {
      this.lead.commit(of);
      return;
    }
    const view = this.target ? { ...this.view, z: this.target } : this.view;
    if (this.history.add({ view, placed: this.placed }, of)) this.remembered();
  }

  /** Changes part of the view as a step of its own, or as part of the step `of`. */
  choose(part: Partial<View>, of?: Step): void {
    this.change(part);
    this.commit(of);
  }

  undo(): void {
    this.restore(this.history.undo());
  }

  redo(): void {
    this.restore(this.history.redo());
  }

  /** Starts with the view of a link: nothing before it can be undone. */
  begin(view: View): void {
    this.view = view;
    this.history = new History({ view, placed: this.placed });
  }

  /** Stops the walk and returns what resumes it once the model is opened again. */
  leave(): Walk {
    this.halt();
    return { view: this.view, history: this.history };
  }

  /** Resumes a walk. */
  resume({ view, history }: Walk): void {
    this.view = view;
    this.history = history;
    this.placed = history.now.placed;
    this.remembered();
  }

  /** Shows the whole view of a session or of a link that is followed later. */
  show(view: View): void {
    this.halt();
    this.view = view;
    this.commit();
  }

  set(axis: Axis, value: number): void {
    this.change({ z: setOn(axis, this.view.z, value) });
  }

  /** Moves to a point, from the current position of a running movement. */
  moveTo(z: Vector): void {
    if (this.lead) {
      this.lead.moveTo(z);
      return;
    }
    this.glideTo(z);
    this.commit();
  }

  /** Stops a movement or the playing path. */
  halt(): void {
    cancelAnimationFrame(this.frame);
    this.target = null;
    this.playing = false;
  }

  reset(): void {
    this.moveTo(this.initial.z);
  }

  /** Moves to a preset. In a comparison by class, the second model moves to its own preset of that name. */
  moveToPreset({ name, z }: Folder['presets'][number]): void {
    const there = this.comparison?.presetThere(name);
    if (there) this.change({ there });
    this.moveTo(z);
  }

  /** Moves to a random point of the prior or of the encoded data's distribution; locked dimensions stay. */
  moveRandomly(random: () => number = Math.random): void {
    const { z, locked } = this.view;
    const drawn = this.drawn(random);
    this.moveTo(Float32Array.from(drawn, (value, i) => (locked.includes(i) ? z[i]! : value)));
  }

  togglePlay(): void {
    if (this.playing) {
      this.halt();
      this.commit();
      return;
    }
    const whole = segments(this.view.pins.length, this.view.loop);
    if (!whole) return;
    this.halt();
    this.playing = true;
    if (this.time >= whole) this.time = 0;
    let last = performance.now();
    const step = (now: number): void => {
      // curve, loop and pace may change during playback
      const { pins, curve, loop, pace } = this.view;
      const end = segments(pins.length, loop);
      const time = this.time + Math.max(0, now - last) / 1000 / pace;
      last = now;
      this.time = loop && end ? time % end : Math.min(end, time);
      this.view = { ...this.view, z: walk(pins, curve, loop)(this.time) };
      if (this.time < end || loop) this.frame = requestAnimationFrame(step);
      else this.playing = false;
    };
    this.frame = requestAnimationFrame(step);
  }

  /** Moves to a time of the path. */
  scrub(time: number): void {
    const { pins, curve, loop } = this.view;
    if (!pins.length) return;
    this.time = Math.max(0, Math.min(segments(pins.length, loop), time));
    this.change({ z: walk(pins, curve, loop)(this.time) });
  }

  pin(): void {
    const last = this.view.pins.at(-1);
    const z = this.target ?? this.view.z;
    if (last && same(last, z)) this.say('The last pin is already here. Move, then pin again.');
    else {
      this.time = this.view.pins.length;
      this.choose({ pins: [...this.view.pins, z] });
    }
  }

  setPins(pins: readonly Vector[]): void {
    if (this.playing) this.halt();
    this.time = Math.min(this.time, segments(pins.length, this.view.loop));
    const plane = this.view.plane.kind === 'pins' && pins.length < 3 ? this.initial.plane : this.view.plane;
    this.choose({ pins, plane });
  }

  keepDirection(direction: Direction): void {
    if (this.lead?.keepDirection(direction)) return;
    const others = this.view.directions.filter(({ name }) => name !== direction.name);
    this.choose({ directions: [...others, direction] });
  }

  dropDirection(name: string): void {
    const key = `d:${name}`;
    const { plane } = this.view;
    this.choose({
      directions: this.view.directions.filter((direction) => direction.name !== name),
      plane: plane.kind === 'axes' && plane.axes.includes(key) ? this.initial.plane : plane,
    });
  }

  /** Sets the encoded image under the pointer; null for none. */
  hover(point: number | null): void {
    if (this.hovered !== point) this.hovered = point;
  }

  setGroups(groups: readonly Int32Array[]): void {
    this.groups = groups;
  }

  /** Makes encoded images the first group or, if there is one, the second. */
  addGroup(points: Int32Array): void {
    this.setGroups(this.groups.length ? [this.groups[0]!, points] : [points]);
  }

  /** Opens or closes the drawing pad. */
  sketch(open: boolean): void {
    this.sketching = open;
  }

  /** Sets the image that was placed in the latent space; null for none. */
  setPlaced(placed: Placed | null): void {
    this.placed = placed;
  }

  /** Moves to a pin of the path. */
  goToPin(i: number): void {
    this.time = i;
    this.moveTo(this.view.pins[i]!);
  }

  /** Has everything decoded again. */
  refresh(): void {
    this.revision++;
  }

  /** Shows a snapshot of the training; null for the trained model. */
  showMoment(moment: Moment | null): void {
    this.moment = moment;
    this.refresh();
  }

  /** Replaces the atlas's posteriors by those of a newer state of a training. */
  updateAtlas(mean: Vector, logvar: Vector): void {
    if (this.atlas) this.atlas = { ...this.atlas, mean, logvar };
    this.refresh();
  }

  say(text: string, wrong = false): void {
    this.notices.say(text, wrong);
  }

  close(): void {
    this.halt();
    this.placing.stop();
    this.comparison?.close();
    this.model.close();
  }

  /** Moves to z frame by frame, without a step and without asking the lead. */
  glideTo(z: Vector): void {
    this.halt();
    const from = this.view.z;
    if (same(from, z)) return;
    this.target = z;
    const begin = performance.now();
    const step = (): void => {
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      const t = still ? 1 : Math.min(1, (performance.now() - begin) / MOVEMENT);
      const share = smooth(t);
      this.view = {
        ...this.view,
        z: t === 1 ? z : Float32Array.from(from, (value, i) => value + share * (z[i]! - value)),
      };
      if (t < 1) this.frame = requestAnimationFrame(step);
      else this.target = null;
    };
    step();
  }

  private restore(step: Step | undefined): void {
    if (!step) return;
    const { view } = step;
    // a drawing made since then belongs to another point
    this.placed = step.placed;
    this.view = { ...view, z: this.view.z };
    this.glideTo(view.z);
    this.remembered();
  }

  private remembered(): void {
    ({ canUndo: this.canUndo, canRedo: this.canRedo } = this.history);
  }

  private drawn(random: () => number): Vector {
    const {
      data: atlas,
      folder: { latentDim, prior },
    } = this;
    if (this.view.random === 'prior' || !atlas?.n) return draw(prior, latentDim, random);
    // draws from the aggregate posterior: an encoded image, then its posterior
    const start = Math.floor(random() * atlas.n) * latentDim;
    return Float32Array.from(
      { length: latentDim },
      (_, i) => atlas.mean[start + i]! + Math.exp(0.5 * atlas.logvar[start + i]!) * normal(random),
    );
  }
}
