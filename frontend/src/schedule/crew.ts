import { BUDGET, Pace } from './pace';
import type { Request } from './request';
import type { Runner, Values } from './runner';

/** Milliseconds of waiting work from which another runner pays, unless its supply says otherwise. */
const BACKLOG = 150;
/** Pieces that a runner has at once, so that it never waits for the page. */
const AHEAD = 2;
/**
 * Of several runners the first is kept free for the image until RESTED milliseconds after the last one was asked for;
 * always if a sample takes more than BLOCKING milliseconds and cannot be interrupted.
 */
const BLOCKING = 50;
const RESTED = 300;
/** Losses after which the last runner is not started again. */
const MOST_LOSSES = 3;
/** Trials of a helper, if the network is changed during each. */
const MOST_TRIALS = 3;

/** Some samples of a request, which a runner has been given. */
export interface Piece<T extends Values> {
  request: Request<T>;
  indices: number[];
  sent: number;
}

/** A runner and what it has been given. */
export interface Seat<T extends Values> {
  runner: Runner<T>;
  pieces: Piece<T>[];
  /** When it last answered. */
  last: number;
  /** How long its samples take. All runners of one kind share it. */
  pace: Pace;
  /** Of a helper: whether it runs a number of samples faster than all others together. */
  serves?: Merit['serves'];
}

/** What a trial found out about a helper: a runner of another kind. */
export interface Merit {
  /** Whether it runs a number of samples faster than the others. */
  serves: (samples: number) => boolean;
  /** Milliseconds for some numbers of samples, the smallest first. */
  times: [samples: number, milliseconds: number][];
}

/** Compares a helper with the first runner. Rejects with a sentence if it is good for nothing. */
export type Trial<T extends Values> = (helper: Runner<T>, first: Runner<T>) => Promise<Merit>;

/** Starts further runners of the same network, up to `most` at once. */
export interface Supply<T extends Values> {
  most: number;
  /** Milliseconds of waiting work from which another one pays. */
  backlog?: number;
  open(): Promise<Runner<T>>;
}

/** The runners of a network: as many as pay, and what remains when some stop. */
export class Crew<T extends Values> {
  private readonly seats: Seat<T>[];
  private helper: Seat<T> | undefined;
  /** The most runners from now on. */
  private most: number;
  private growing = false;
  private losses = 0;
  /** What the network was changed to; runners that start later are changed too. */
  private change: ((runner: Runner<T>) => Promise<void>) | null = null;
  /** When the image was last asked for. */
  private asked = -Infinity;
  /** Why no runner is left. */
  private fault: Error | null = null;

  /**
   * `onloss` receives a sentence when a runner has stopped, `onchange` is called when there are more or none, and
   * `onhelp` receives why a helper that was lost cannot go on.
   */
  constructor(
    first: Runner<T>,
    private readonly pace: Pace,
    private readonly supply: Supply<T> | undefined,
    private readonly onloss: (message: string) => void,
    private readonly onchange: (fault: Error | null) => void,
    private readonly onhelp: (lost: Error) => void = () => undefined,
  ) {
    this.seats = [{ runner: first, pieces: [], last: 0, pace }];
    this.most = supply?.most ?? 1;
  }

  /** Whether a helper is there. */
  get helped(): boolean {
    return this.helper !== undefined;
  }

  /** The number of runners, without the helper. */
  get size(): number {
    return this.seats.length;
  }

  /** Milliseconds that a sample takes if many are wanted. */
  get cost(): number {
    return this.helper?.serves!(Infinity) ? this.helper.pace.cost : this.pace.cost;
  }

  /**
   * The runner that may be given samples of a lane now, of which `left` are wanted: the helper if it runs the next
   * piece faster, or the one with the least to do.
   */
  seatFor(lane: number, left: number): Seat<T> | undefined {
    const { seats, helper } = this;
    if (lane === 0) this.asked = performance.now();
    if (helper && this.isHelpers(left)) return lane === 0 || hasRoom(helper, left, AHEAD) ? helper : undefined;
    if (lane === 0) return leastBusy(seats);
    const [first, ...others] = seats;
    const moves = others.length > 0 && performance.now() - this.asked < RESTED;
    const blocks = others.length > 0 && this.pace.cost > BLOCKING && !first!.runner.interruptible;
    const least = leastBusy(moves || blocks ? others : seats);
    // while the hand moves, the others do no more than one piece, after which the image has their processors
    return least && hasRoom(least, left, moves ? 1 : AHEAD) ? least : undefined;
  }

  /** Starts another runner if none is left, or if there are enough samples waiting. */
  grow(waiting: number): void {
    const { seats, supply, pace, fault } = this;
    if (fault) return this.onchange(fault);
    const isBehind = pace.known && waiting * pace.cost >= (supply?.backlog ?? BACKLOG);
    const pays = seats.length < this.most && isBehind && !this.isHelpers(waiting);
    if (!supply || this.growing || (seats.length && !pays)) return;
    this.growing = true;
    void this.add(supply);
  }

  /**
   * Adds a helper once a trial has shown what it is good for. Rejects if it is good for nothing, or cannot be opened.
   */
  async assist(open: () => Promise<Runner<T>>, trial: Trial<T>): Promise<void> {
    const runner = await open();
    try {
      const { serves, times } = await this.tried(runner, trial);
      const pace = new Pace();
      // a pace does not trust the first measurement
      for (const [samples, milliseconds] of [times[0]!, ...times]) pace.measured(samples, milliseconds);
      this.helper = { runner, pieces: [], last: 0, pace, serves };
    } catch (error) {
      runner.close();
      throw error;
    }
    this.retire();
  }

  /** Ends runners that have nothing to do and that the helper has made superfluous. */
  retire(): void {
    const { seats } = this;
    if (!this.helper?.serves!(Infinity)) return;
    for (const idle of seats.slice(1).filter(({ pieces }) => !pieces.length)) {
      seats.splice(seats.indexOf(idle), 1);
      idle.runner.close();
    }
  }

  /** Whether a piece that failed can be run again: its runner has stopped, and others are left or will be. */
  lose(seat: Seat<T>, error: Error): boolean {
    const { seats } = this;
    if (seat.serves) return error.name !== 'InvalidInput' && this.dismiss(seat, error);
    // a further worker may get less memory than the first
    if (!seat.runner.ended && !(seats.length > 1 && error.name.startsWith('Unsupported'))) return false;
    const index = seats.indexOf(seat);
    if (index < 0) return !this.fault;
    seats.splice(index, 1);
    seat.runner.close();
    this.most = Math.max(1, seats.length);
    if (seats.length) this.onloss('A decoding worker has stopped. The others go on, more slowly.');
    else if (this.supply && ++this.losses < MOST_LOSSES)
      this.onloss('The decoding worker has stopped, and is started again.');
    else this.fault = error;
    return !this.fault;
  }

  /** Changes the network of all runners. */
  async renew(change: (runner: Runner<T>) => Promise<void>): Promise<void> {
    const before = this.change;
    this.change = change;
    const { helper } = this;
    try {
      await Promise.all([
        ...this.seats.map(({ runner }) => change(runner)),
        helper && change(helper.runner).catch((error: Error) => this.dismiss(helper, error)),
      ]);
    } catch (error) {
      if (this.change === change) this.change = before;
      throw error;
    }
  }

  close(): void {
    this.most = 0;
    this.seats.splice(0).forEach(({ runner }) => runner.close());
    this.helper?.runner.close();
    this.helper = undefined;
  }

  /** Whether the helper runs the next piece of some samples. */
  private isHelpers(left: number): boolean {
    const { helper } = this;
    return helper?.serves!(helper.pace.size(left)) ?? false;
  }

  /** Goes on without a helper. */
  private dismiss(helper: Seat<T>, error: Error): true {
    helper.runner.close();
    if (helper !== this.helper) return true;
    this.helper = undefined;
    this.onhelp(error);
    return true;
  }

  /** Repeats a trial during which the network was changed. */
  private async tried(helper: Runner<T>, trial: Trial<T>): Promise<Merit> {
    for (let trials = 0; trials < MOST_TRIALS; trials++) {
      const { change } = this;
      const [first] = this.seats;
      if (!first) throw new Error('The model was closed.');
      await change?.(helper);
      const result = await trial(helper, first.runner).catch((error: Error) => error);
      if (change !== this.change) continue;
      if (result instanceof Error) throw result;
      if (this.most) return result;
    }
    throw new Error('The model was changed too often to be compared.');
  }

  private async add(supply: Supply<T>): Promise<void> {
    try {
      const runner = await supply.open();
      // there may be further changes meanwhile
      for (let applied: typeof this.change = null; applied !== this.change;) {
        applied = this.change;
        await applied?.(runner);
      }
      if (this.seats.length < this.most) this.seats.push({ runner, pieces: [], last: 0, pace: this.pace });
      else runner.close();
    } catch (error) {
      this.most = this.seats.length;
      if (!this.seats.length) this.fault = error as Error;
    }
    this.growing = false;
    this.onchange(this.fault);
  }
}

/** Whether a runner that may have `ahead` pieces, or more short ones, may be given the next piece of some samples. */
function hasRoom<T extends Values>(seat: Seat<T>, left: number, ahead: number): boolean {
  const { pieces, pace } = seat;
  return pieces.length < ahead || (load(seat) + pace.size(left)) * pace.cost <= BUDGET;
}

function leastBusy<T extends Values>(seats: readonly Seat<T>[]): Seat<T> | undefined {
  return seats.toSorted((a, b) => load(a) - load(b))[0];
}

/** The samples that a runner has to do. */
function load<T extends Values>({ pieces }: Seat<T>): number {
  return pieces.reduce((sum, { indices }) => sum + indices.length, 0);
}
