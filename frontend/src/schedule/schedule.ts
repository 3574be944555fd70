import { Cache, keyOf } from './cache';
import { Crew, type Piece, type Seat, type Supply, type Trial } from './crew';
import { Pace } from './pace';
import { Progress, type Rendering } from './progress';
import { Request, type Wanted } from './request';
import { joined, type Rows, type Runner, type Values } from './runner';

/** Milliseconds a sample from which results are kept: faster ones cost less than looking them up. */
const KEPT = 2;
/** A worker that was killed says nothing: this many milliseconds and times the expected ones without an answer. */
const SILENCE = 20_000;
const PATIENCE = 50;
/** Pieces that a request may lose with their runners: it may be what stops them. */
const MOST_LOSSES = 3;

export interface Options<T extends Values> {
  /** Starts further runners; without it there is one, which is not replaced. */
  supply?: Supply<T> | undefined;
  /** Milliseconds of a piece up to which larger ones are tried: a distant runner makes them cheaper. */
  longest?: number | undefined;
  onprogress?: (rendering: Rendering | null) => void;
  /** Called with a sentence when a runner has stopped. */
  onloss?: (message: string) => void;
  /** Called when the helper is lost. The others go on. */
  onhelp?: (lost: Error) => void;
}

/**
 * Decides what a network runs next. In a lane the newest request supersedes the others; of several lanes the lowest
 * goes first, and lane 0 is the image. Requests are cut into pieces of a few milliseconds, which all runners share.
 */
export class Schedule<T extends Values> {
  private readonly pace: Pace;
  private readonly crew: Crew<T>;
  private readonly progress: Progress<T>;
  private readonly cache = new Cache<T>();
  /** The request of each lane that runs, and the one that waits for it. */
  private readonly lanes = new Map<number, { now: Request<T>; next?: Request<T> | undefined }>();
  /** Increases with every renewal. */
  private version = 0;
  private closed = false;

  constructor(
    first: Runner<T>,
    { supply, longest, onprogress = () => undefined, onloss = () => undefined, onhelp }: Options<T> = {},
  ) {
    this.pace = new Pace(longest, first.interruptible);
    const onchange = (fault: Error | null): void => {
      if (fault) this.fail(fault);
      else this.dispatch();
    };
    this.crew = new Crew(first, this.pace, supply, onloss, onchange, onhelp);
    this.progress = new Progress(this.crew, onprogress);
  }

  /** The results of all samples; null if a newer request superseded this one, or if they were shown. */
  ask(wanted: Wanted<T>): Promise<Rows<T> | null> {
    const request = new Request(wanted);
    const before = this.lanes.get(wanted.lane);
    before?.next?.supersede();
    if (before && !before.now.replaceable) before.next = request;
    else this.begin(request);
    this.dispatch();
    return request.answer;
  }

  /** Changes the network in every runner: earlier results are invalid. */
  async renew(change: (runner: Runner<T>) => Promise<void>): Promise<void> {
    this.version++;
    this.cache.clear();
    await this.crew.renew(change);
  }

  /**
   * Adds a runner of another kind for the pieces that it runs faster, as a trial shows. Rejects with a sentence if
   * there are none.
   */
  async assist(open: () => Promise<Runner<T>>, trial: Trial<T>): Promise<void> {
    await this.crew.assist(open, trial);
    this.dispatch();
  }

  /** Whether such a runner is there. */
  get helped(): boolean {
    return this.crew.helped;
  }

  close(): void {
    this.closed = true;
    for (const { now, next } of this.lanes.values()) {
      if (!now.over) now.supersede();
      next?.supersede();
    }
    this.lanes.clear();
    this.progress.end();
    this.crew.close();
  }

  private begin(request: Request<T>): void {
    const { lane } = request.wanted;
    const before = this.lanes.get(lane)?.now;
    if (before && !before.over) before.supersede();
    this.lanes.set(lane, { now: request });
    this.progress.begin(request);
  }

  /** Gives pieces to all runners that may take one. */
  private dispatch(): void {
    if (this.closed) return;
    for (;;) {
      const request = this.foremost();
      const seat = request && this.crew.seatFor(request.wanted.lane, request.todo.length);
      if (!seat) break;
      this.send(seat, request);
    }
    let waiting = 0;
    for (const { now } of this.lanes.values()) waiting += now.todo.length;
    if (waiting) this.crew.grow(waiting);
  }

  /** The request of the lowest lane that has samples to be given away. */
  private foremost(): Request<T> | undefined {
    let foremost: Request<T> | undefined;
    for (const { now } of this.lanes.values())
      if (now.todo.length && !(foremost && foremost.wanted.lane < now.wanted.lane)) foremost = now;
    return foremost;
  }

  /** Whether no other request has samples to be given away: then the runners share what is left of it. */
  private isLast(request: Request<T>): boolean {
    return [...this.lanes.values()].every(({ now }) => now === request || !now.todo.length);
  }

  private send(seat: Seat<T>, request: Request<T>): void {
    const { todo, wanted } = request;
    const sharing = seat.serves || !this.isLast(request) ? 1 : this.crew.size;
    const most = Math.max(seat.runner.unit, seat.pace.size(todo.length, sharing));
    const indices: number[] = [];
    const known: [index: number, values: T][] = [];
    while (todo.length && indices.length < most) {
      const index = todo.shift()!;
      const values = this.keeps && !wanted.exact ? this.cache.get(keyOf(request.sample(index))) : undefined;
      if (values) known.push([index, values]);
      else indices.push(index);
    }
    if (indices.length) {
      const piece = { request, indices, sent: performance.now() };
      seat.pieces.push(piece);
      void this.run(seat, piece, seat.runner.run(wanted.lane, request.gathered(indices), indices.length, wanted.exact));
    }
    if (known.length)
      this.deliver(
        request,
        joined(known.map(([, values]) => values)),
        known.map(([index]) => index),
      );
  }

  private async run(seat: Seat<T>, piece: Piece<T>, running: Promise<Rows<T>>): Promise<void> {
    const { request, indices, sent } = piece;
    const { version } = this;
    const limit = SILENCE + PATIENCE * indices.length * seat.pace.cost;
    const timer = seat.pace.known ? setTimeout(() => seat.runner.close(), limit) : undefined;
    const result = await running.catch((error: Error) => error);
    clearTimeout(timer);
    seat.pieces.splice(seat.pieces.indexOf(piece), 1);
    this.crew.retire();
    if (result instanceof Error) this.failed(seat, piece, result);
    else {
      const now = performance.now();
      seat.pace.measured(indices.length, result.milliseconds ?? now - Math.max(sent, seat.last));
      seat.last = now;
      if (this.keeps && !request.wanted.exact && version === this.version) this.keep(piece, result);
      if (request.over) result.release();
      else this.deliver(request, result, indices);
    }
    this.dispatch();
  }

  private deliver(request: Request<T>, rows: Rows<T>, indices: readonly number[]): void {
    try {
      request.deliver(rows, indices);
    } catch (error) {
      request.fail(error as Error);
    }
    this.advance(request);
  }

  private failed(seat: Seat<T>, { request, indices }: Piece<T>, error: Error): void {
    if (this.closed) return;
    const again = this.crew.lose(seat, error);
    if (request.over) return;
    // what a helper was given is run by the others, of which none has failed yet
    const lost = seat.serves ? 0 : ++request.losses;
    if (again && lost < MOST_LOSSES) request.todo.unshift(...indices);
    else {
      request.fail(error);
      this.advance(request);
    }
  }

  /** Lets the request that waits follow this one, if that may end. */
  private advance(request: Request<T>): void {
    const { lane: number } = request.wanted;
    const lane = this.lanes.get(number);
    this.progress.advance(request);
    if (lane?.now !== request) return;
    if (lane.next && request.replaceable) this.begin(lane.next);
    else if (request.over) this.lanes.delete(number);
  }

  private get keeps(): boolean {
    return this.pace.known && this.pace.cost >= KEPT;
  }

  private keep({ request, indices }: Piece<T>, { values }: Rows<T>): void {
    const size = values.length / indices.length;
    indices.forEach((index, i) =>
      this.cache.put(keyOf(request.sample(index)), values.slice(i * size, (i + 1) * size) as T),
    );
  }

  /** Fails everything that waits. */
  private fail(error: Error): void {
    for (const { now, next } of this.lanes.values()) {
      if (!now.over) now.fail(error);
      next?.fail(error);
    }
    this.lanes.clear();
    this.progress.end();
  }
}
