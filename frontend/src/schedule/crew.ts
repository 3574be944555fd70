import { BUDGET, type Pace } from './pace';
import type { Request } from './request';
import type { Runner, Values } from './runner';

/** Milliseconds of waiting work from which another runner pays. */
const BACKLOG = 150;
/** Pieces that a runner has at once, so that it never waits for the page. */
const AHEAD = 2;
/** Losses after which the last runner is not started again. */
const MOST_LOSSES = 3;

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
}

/** Starts further runners of the same network, up to `most` at once. */
export interface Supply<T extends Values> {
  most: number;
  open(): Promise<Runner<T>>;
}

/** The runners of a network: as many as pay, and what remains when some stop. */
export class Crew<T extends Values> {
  private readonly seats: Seat<T>[];
  /** The most runners from now on. */
  private most: number;
  private growing = false;
  private losses = 0;
  /** What the network was changed to; runners that start later are changed too. */
  private change: ((runner: Runner<T>) => Promise<void>) | null = null;
  /** Why no runner is left. */
  private fault: Error | null = null;

  /** `onloss` receives a sentence when a runner has stopped, `onchange` is called when there are more or none. */
  constructor(
    first: Runner<T>,
    private readonly pace: Pace,
    private readonly supply: Supply<T> | undefined,
    private readonly onloss: (message: string) => void,
    private readonly onchange: (fault: Error | null) => void,
  ) {
    this.seats = [{ runner: first, pieces: [], last: 0 }];
    this.most = supply?.most ?? 1;
  }

  /** The runner with the least to do, if it may be given that many samples of a lane now. */
  seatFor(lane: number, samples: number): Seat<T> | undefined {
    const { seats, pace } = this;
    // no other work may delay the image for longer
    const mine = lane === 0 || seats.length === 1 || pace.cost <= BUDGET ? seats : seats.slice(1);
    const [least] = mine.toSorted((a, b) => load(a) - load(b));
    if (!least || lane === 0 || least.pieces.length < AHEAD) return least;
    return (load(least) + samples) * pace.cost <= BUDGET ? least : undefined;
  }

  /** Starts another runner if none is left, or if there are enough samples waiting. */
  grow(waiting: number): void {
    const { seats, supply, pace, fault } = this;
    if (fault) return this.onchange(fault);
    const pays = seats.length < this.most && pace.known && waiting * pace.cost >= BACKLOG;
    if (!supply || this.growing || (seats.length && !pays)) return;
    this.growing = true;
    void this.add(supply);
  }

  /** Whether a piece that failed can be run again: its runner has stopped, and others are left or will be. */
  lose(seat: Seat<T>, error: Error): boolean {
    const { seats } = this;
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
    try {
      await Promise.all(this.seats.map(({ runner }) => change(runner)));
    } catch (error) {
      if (this.change === change) this.change = before;
      throw error;
    }
  }

  close(): void {
    this.most = 0;
    this.seats.splice(0).forEach(({ runner }) => runner.close());
  }

  private async add(supply: Supply<T>): Promise<void> {
    try {
      const runner = await supply.open();
      // there may be further changes meanwhile
      for (let applied: typeof this.change = null; applied !== this.change;) {
        applied = this.change;
        await applied?.(runner);
      }
      if (this.seats.length < this.most) this.seats.push({ runner, pieces: [], last: 0 });
      else runner.close();
    } catch (error) {
      this.most = this.seats.length;
      if (!this.seats.length) this.fault = error as Error;
    }
    this.growing = false;
    this.onchange(this.fault);
  }
}

/** The samples that a runner has to do. */
function load<T extends Values>({ pieces }: Seat<T>): number {
  return pieces.reduce((sum, { indices }) => sum + indices.length, 0);
}
