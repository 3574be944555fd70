import { joined } from '../../conditions/rows';
import { row, same, type Vector } from '../../math/vector';
import { isFound, type Curve, type Found, type Leg } from '../../math/walk';
import type { Explorer } from '../explorer.svelte';
import { Latest } from '../latest';
import { LANES } from '../lanes';
import { lackOf } from './lack';
import { Unwanted, type Tracing } from './tracing';

/** Segments of an even path between two pins, and of one through the data: those of `latentwalk walk`. */
const SEGMENTS = { even: 24, data: 96 } as const;

/** What is known of a leg: its path, or why there is none, until the page wants everything decoded again. */
type Outcome = { leg: Leg } | { fault: string; refreshed: number };

/** The legs of the path that the model decides on: found one after the other, those of the newest path. */
export class Legs {
  /** What was found with one decoder and its data. */
  private known: { ground: object; outcomes: ReadonlyMap<string, Outcome> } = $state.raw({
    ground: {},
    outcomes: new Map(),
  });
  /** Another object whenever paths have to be found again: a snapshot of the training is shown. */
  private readonly ground: object = $derived.by(() => [this.explorer.encoded.moment, this.data]);
  private readonly data = $derived.by(() => this.explorer.encoded.data);
  private readonly outcomes = $derived.by(() =>
    this.known.ground === this.ground ? this.known.outcomes : new Map<string, Outcome>(),
  );
  private readonly curve = $derived.by(() => this.explorer.view.curve);
  /** The ends of the path's legs, as rows. */
  private readonly ends: readonly (readonly [Vector, Vector])[] = $derived.by(() => {
    const { pins, loop } = this.explorer.path;
    if (pins.length < 2) return [];
    const { given, folder } = this.explorer;
    const rows = pins.map((pin) => (pin.length === folder.latentDim ? joined({ z: pin, given }) : pin));
    return (loop ? rows : rows.slice(0, -1)).map((one, i) => [one, rows[(i + 1) % rows.length]!] as const);
  });

  /** The legs in their order: null where one is straight, because its path is not found yet or there is none. */
  readonly all: readonly (Leg | null)[] = $derived.by(() =>
    this.states.map((one) => (one && 'leg' in one ? one.leg : null)),
  );
  /** How many are still to be found. */
  readonly missing: number = $derived.by(() => this.states.filter((one) => !one).length);
  /** Why a leg stays straight, as a sentence; '' if none does. */
  readonly fault: string = $derived.by(() => {
    for (const one of this.states) if (one && 'fault' in one) return one.fault;
    return '';
  });
  private readonly states: readonly (Outcome | undefined)[] = $derived.by(() => {
    const { curve } = this;
    return isFound(curve) ? this.ends.map(([a, b]) => this.outcomeOf(curve, a, b)) : [];
  });
  private readonly requests: Latest<() => boolean>;

  constructor(
    private readonly explorer: Explorer,
    private readonly tracing: Tracing,
  ) {
    this.requests = new Latest(
      (isWanted) => this.findAll(isWanted),
      () => undefined,
    );
  }

  /** Looks for the legs that are missing. Reactive: a newer path supersedes the one that is being found. */
  find(): void {
    const { curve, ends, ground } = this;
    const isWanted = (): boolean => curve === this.curve && ends === this.ends && ground === this.ground;
    if (this.missing && !lackOf(curve, this.explorer)) this.requests.request(isWanted);
  }

  /** A leg from one row to another. Rejects with a sentence, or with Unwanted. */
  async leg(kind: Found, a: Vector, b: Vector, isWanted: () => boolean, lane: number = LANES.legs): Promise<Leg> {
    const { ground } = this;
    const known = this.outcomeOf(kind, a, b);
    if (known && 'leg' in known) return known.leg;
    let outcome: Outcome;
    try {
      outcome = { leg: await this.traced(kind, a, b, lane, isWanted) };
    } catch (error) {
      if (error instanceof Unwanted) throw error;
      outcome = { fault: (error as Error).message, refreshed: this.explorer.refreshed };
    }
    if (ground !== this.ground) throw new Unwanted();
    this.known = { ground, outcomes: new Map(this.outcomes).set(keyOf(kind, a, b), outcome) };
    if ('fault' in outcome) throw new Error(outcome.fault);
    return outcome.leg;
  }

  close(): void {
    this.requests.close();
  }

  private outcomeOf(kind: Found, a: Vector, b: Vector): Outcome | undefined {
    const outcome = this.outcomes.get(keyOf(kind, a, b));
    return outcome && 'fault' in outcome && outcome.refreshed !== this.explorer.refreshed ? undefined : outcome;
  }

  private async findAll(isWanted: () => boolean): Promise<void> {
    const { curve, ends } = this;
    if (!isFound(curve)) return;
    for (const [a, b] of ends) {
      if (!isWanted()) return;
      if (!this.outcomeOf(curve, a, b)) await this.leg(curve, a, b, isWanted).catch(() => undefined);
    }
  }

  private async traced(kind: Found, a: Vector, b: Vector, lane: number, isWanted: () => boolean): Promise<Leg> {
    const d = this.explorer.folder.latentDim;
    const n = SEGMENTS[kind] + 1;
    const [start, end] = [a.slice(0, d), b.slice(0, d)];
    if (same(start, end)) return [start, end];
    const points =
      kind === 'data'
        ? await this.tracing.run({ kind: 'data', start, end, n }, this.data, lane, isWanted)
        : await this.tracing.run({ kind: 'even', rows: straight(a, b, n), n }, this.data, lane, isWanted);
    const width = points.length / n;
    return Array.from({ length: n }, (_, i) => row(points, i, width).slice(0, d));
  }
}

/** Rows on the straight line from one to another, (n, d + w). */
function straight(a: Vector, b: Vector, n: number): Vector {
  const rows = new Float32Array(n * a.length);
  for (let i = 0; i < n; i++)
    rows.set(
      a.map((value, k) => value + (i / (n - 1)) * (b[k]! - value)),
      i * a.length,
    );
  return rows;
}

function keyOf(kind: Curve, a: Vector, b: Vector): string {
  return `${kind} ${a.join()} ${b.join()}`;
}
