import { numbersFor, withPart, type Condition } from '../conditions/condition';
import type { Place } from '../conditions/rows';
import { drawAggregate } from '../math/posterior';
import { draw } from '../math/prior';
import type { Slice } from '../math/slice';
import type { Vector } from '../math/vector';
import type { Leg } from '../math/walk';
import type { Originals } from '../originals/originals';
import type { Numbers, Output } from '../outputs/output';
import type { Rendering } from '../schedule/progress';
import type { Folder } from '../sources/folder';
import type { Model } from '../sources/source';
import { Axes } from './axes.svelte';
import { MANY, setOn, type Axis } from './axis';
import { Conditioned } from './conditioned';
import type { Comparison, Lead } from './comparison';
import type { Known } from './known.svelte';
import { Encoded } from './encoded.svelte';
import type { Geometry } from './geometry/geometry.svelte';
import { History, type Step } from './history';
import type { Moment } from './moment';
import { Movement } from './movement.svelte';
import { Notices } from './notices.svelte';
import { openingView, rebased } from './opening';
import type { PanelKey } from './panels';
import { Path } from './path.svelte';
import type { Placed } from './placed';
import { Placing } from './placing.svelte';
import { startOf } from './preset';
import type { Predicting } from './predictor/predicting';
import type { Pull } from './pull.svelte';
import { sliceOf } from './plane';
import { Selection } from './selection.svelte';
import { axisKey, initialView, type Direction, type View } from './view';

/** A walk through a model that was closed, from which it can be resumed. */
export interface Walk {
  view: View;
  history: History;
}

/** The state of one walked model: the single store that all components read and change. */
export class Explorer {
  /** The view with which the model opens. */
  initial: View = $state.raw() as View;
  /** What else is known about the encoded data; null until it is read, and if nothing is. Written by columns only. */
  known: Known | null = $state.raw(null);
  /** The samples that were encoded; null until they are opened, and without any. Written by originals only. */
  originals: Originals | null = $state.raw(null);
  /** The tool that pulls the image; null unless it is in use. Written by the views of `local` only. */
  pull: Pull | null = $state.raw(null);
  /** The image last placed in the latent space. */
  placed: Placed | null = $state.raw(null);
  /** The geometry of the decoder; null until it is wanted. Written by geometry only. */
  geometry: Geometry | null = $state.raw(null);
  /** The network that reads its samples; null until it is opened, and without one. Written by predictor only. */
  predictor: Predicting | null = $state.raw(null);
  /** How often the page wanted everything to be decoded again. */
  refreshed = $state(0);
  canUndo = $state(false);
  canRedo = $state(false);
  /** Whether the drawing pad is open. */
  sketching = $state(false);
  /** The sample at the current point, once it is decoded. Written by Stage only. */
  sample: Numbers | null = $state.raw(null);
  /** How typical the current point is, from 0 to 1; null while that is unknown. Written by Typical only. */
  typicality: number | null = $state(null);
  /** Whether the map takes the place of everything else. */
  mapAlone = $state(false);
  /** How far the strips and tiles have come, if they take long; null once they are there. */
  rendering: Rendering | null = $state.raw(null);
  /** Set while this model is compared with a second one. */
  comparison: Comparison | null = null;
  closed = false;

  /** The numbers (w,) of the conditions; empty without any. */
  readonly given: Vector = $derived.by(() => this.view.given);
  private readonly seen: string = $derived.by(() => this.lead?.seen ?? this.view.seen);
  /** What is shown of an encoded item whose original is known. */
  readonly item: View['item'] = $derived.by(() => this.lead?.item ?? this.view.item);
  /** What the model decodes, as the view draws it. */
  readonly output: Output = $derived.by(() => this.folder.output.seen?.(this.seen) ?? this.folder.output);
  /** Another object whenever everything has to be decoded, and drawn, again. */
  readonly revision: object = $derived.by(() => [this.refreshed, this.given, this.output]);
  private readonly plane = $derived(this.view.plane);
  /** The plane of the map; null if the map is a layout. */
  readonly slice: Slice | null = $derived.by(() =>
    sliceOf(this.plane, { axes: this.axes.all, pins: this.path.points, components: this.axes.components }),
  );

  /** The legs of a path that has to be found, as far as they are; null for straight ones. */
  readonly legs: readonly (Leg | null)[] = $derived.by(() => this.geometry?.legs.all ?? []);

  readonly folder: Folder;
  readonly model: Model;
  readonly placing: Placing;
  readonly encoded: Encoded;
  readonly axes = new Axes(this);
  readonly path = new Path(this);
  readonly selection = new Selection();
  private readonly movement: Movement;
  private history: History;

  /** `lead` is given for the second of two compared models. */
  constructor(
    model: Model,
    readonly notices: Notices = new Notices(),
    private readonly lead: Lead | null = null,
  ) {
    this.folder = model.folder;
    this.model = this.folder.conditions.length ? new Conditioned(model, () => this.given) : model;
    model.watch(
      (rendering) => (this.rendering = rendering),
      (message) => this.say(message),
    );
    this.placing = new Placing(this.model);
    this.encoded = new Encoded(this.model);
    const { latentDim, conditions } = this.folder;
    const first: [string, string] = [axisKey(0), axisKey(Math.min(1, latentDim - 1))];
    this.initial = { ...initialView(latentDim, first, conditions), ...startOf(this.folder) };
    this.movement = new Movement(this.initial, latentDim);
    this.history = new History({ view: this.view, placed: null });
  }

  /** Loads the encoded data; until then the page works without it. */
  async loadAtlas(): Promise<void> {
    const { encoded, folder } = this;
    await encoded.load().catch((error: Error) => this.say(error.message, true));
    this.settle();
    if (encoded.state.is !== 'none' || folder.latentDim <= MANY || folder.training) return;
    await this.axes.findSensitive(this.model).catch(() => undefined); // the image reports the error
    this.placing.directions = this.axes.sensitive ?? [];
    this.settle();
  }

  /** The present view; during a movement it changes with every frame. */
  get view(): View {
    return this.movement.view;
  }

  set view(view: View) {
    this.movement.view = view;
  }

  /** The current row (d + w,) or, during a movement, the row where that ends. */
  get destination(): Vector {
    return this.movement.destination;
  }

  /** A row as parts of the view: a point (d,) keeps the conditions. */
  at(point: Vector): Place {
    return this.movement.at(point);
  }

  /** A point (d,) as a row, under the conditions of the view; a row as it is. */
  rowOf(point: Vector): Vector {
    return this.movement.rowOf(point);
  }

  /** Whether the view leaves a panel visible. */
  shows(panel: PanelKey): boolean {
    return !this.view.hide.includes(panel);
  }

  /** Whether it draws its samples as the model that it is compared with. */
  get follows(): boolean {
    return typeof this.lead?.seen === 'string';
  }

  /** The last step. */
  get step(): Step {
    return this.lead?.step ?? this.history.now;
  }

  /** Derives the initial view from the encoded data. What the user has changed meanwhile stays. */
  private settle(): void {
    const before = this.initial;
    const after = openingView(before, this.axes, Boolean(this.encoded.atlas?.layout));
    const settled = (view: View): View => rebased(view, before, after);
    this.initial = after;
    this.view = settled(this.view);
    this.history.amend(settled);
  }

  /** Changes part of the view; `commit` makes a step of all changes since the last one. */
  change(part: Partial<View>): void {
    const { z, ...others } = part;
    const { given, seen } = others;
    if (this.lead) {
      this.view = { ...this.view, ...others };
      if (given) this.lead.give(given);
      if (seen !== undefined) this.lead.see(seen);
      if (z) this.lead.change(z);
      return;
    }
    if (z || given) this.path.stop();
    this.movement.change(part);
  }

  /** Sets the conditions without asking the lead; a movement goes on. */
  giveTo(given: Vector): void {
    this.path.stop();
    this.movement.change({ given });
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
    const view = { ...this.view, ...this.movement.end };
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

  /** Sets a condition to a value, without making a step of it: the index of a category's, or a number. */
  setCondition(condition: Condition, value: number): void {
    const { conditions } = this.folder;
    this.change({ given: withPart(conditions, condition, this.movement.end.given, numbersFor(condition, value)) });
  }

  /** Moves to a point (d,) or a row (d + w,), from the current position of a running movement. */
  moveTo(point: Vector): void {
    this.go(this.at(point));
  }

  /** Stops a movement or the playing path. */
  halt(): void {
    this.movement.stop();
    this.path.stop();
  }

  reset(): void {
    this.go(this.initial);
  }

  /** Moves to a preset. In a comparison by class, the second model moves to its own preset of that name. */
  moveToPreset({ name, z }: Folder['presets'][number]): void {
    const there = this.comparison?.presetThere(name);
    if (there) this.change({ there });
    this.moveTo(z);
  }

  /** Moves to a random point of the prior or of the encoded data's distribution; locked dimensions stay. */
  moveRandomly(random: () => number = Math.random): void {
    const {
      encoded: { data },
      folder: { latentDim, prior },
      view: { z, locked, random: origin },
    } = this;
    const drawn = origin === 'data' && data?.n ? drawAggregate(data, random) : draw(prior ?? [], latentDim, random);
    this.moveTo(Float32Array.from(drawn, (value, i) => (locked.includes(i) ? z[i]! : value)));
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

  /** Opens or closes the drawing pad. */
  sketch(open: boolean): void {
    this.sketching = open;
  }

  /** Sets the image that was placed in the latent space; null for none. */
  setPlaced(placed: Placed | null): void {
    this.placed = placed;
  }

  /** Has everything decoded again. */
  refresh(): void {
    this.refreshed++;
  }

  /** Shows a snapshot of the training; null for the trained model. */
  showMoment(moment: Moment | null): void {
    this.encoded.moment = moment;
    this.refresh();
  }

  /** Replaces the atlas's posteriors by those of a newer state of a training. */
  updateAtlas(mean: Vector, logvar: Vector): void {
    this.encoded.update(mean, logvar).catch((error: Error) => this.say(error.message, true));
    this.refresh();
  }

  /** Shows a message. What still ran when the model was left fails, and that is no news. */
  say(text: string, wrong = false): void {
    if (!(wrong && this.closed)) this.notices.say(text, wrong);
  }

  close(): void {
    this.closed = true;
    this.halt();
    this.placing.stop();
    this.encoded.close();
    this.comparison?.close();
    this.geometry?.close();
    this.predictor?.close();
    this.model.close();
  }

  /** Moves to a point or a row frame by frame, without a step and without asking the lead. */
  glideTo(point: Vector): void {
    this.path.stop();
    this.movement.to(this.at(point));
  }

  private go({ z, given }: Place): void {
    if (this.lead) {
      if (given !== this.given) this.change({ given });
      this.lead.moveTo(z);
      return;
    }
    this.path.stop();
    this.movement.to({ z, given });
    this.commit();
  }

  private restore(step: Step | undefined): void {
    if (!step) return;
    const { view } = step;
    // a drawing made since then belongs to another point
    this.placed = step.placed;
    this.halt();
    this.view = { ...view, z: this.view.z, given: this.given };
    this.movement.to(view);
    this.remembered();
  }

  private remembered(): void {
    ({ canUndo: this.canUndo, canRedo: this.canRedo } = this.history);
  }
}
