/** Milliseconds of computing that a more urgent request may have to wait for, unless one sample takes longer. */
export const BUDGET = 8;
/** Milliseconds of a request that a runner is given whole if a more urgent one can interrupt it. */
const WHOLE = 24;
/** A piece of twice the samples pays if it makes a sample cheaper by this factor. */
const SAVING = 0.75;
/** The weight of a slower measurement: other programs slow down single pieces. */
const SLOWER = 0.25;

/** How long a network takes, measured with each piece, and how many samples a piece should therefore have. */
export class Pace {
  /** Milliseconds a sample; Infinity until it is known. */
  cost = Infinity;
  /** Measurements so far. The first one contains the compilation of the network, and is not trusted. */
  private count = 0;
  /** The size that is being tried, and the cost at half of it; the largest size known to pay. */
  private tried = 1;
  private before = Infinity;
  private proven = 1;
  private settled = false;

  private readonly whole: number;

  /** `longest` is the milliseconds of a piece up to which larger ones are tried. */
  constructor(
    private readonly longest = BUDGET,
    interruptible = false,
  ) {
    this.whole = interruptible ? WHOLE : BUDGET;
  }

  /** Whether the cost is more than a first guess. */
  get known(): boolean {
    return this.count > 1;
  }

  /** Adds a measurement. */
  measured(samples: number, milliseconds: number): void {
    const cost = milliseconds / samples;
    this.count++;
    this.cost = this.count <= 2 || cost < this.cost ? cost : this.cost + SLOWER * (cost - this.cost);
    if (!this.known || this.settled || samples < this.tried) return;
    const begun = this.before < Infinity;
    const pays = !begun || cost < SAVING * this.before;
    if (begun && pays) this.proven = samples;
    this.before = cost;
    this.tried = 2 * samples;
    this.settled = !pays || milliseconds > this.longest;
  }

  /**
   * The samples of the next piece, of `left` that some runners share. Powers of two, because each size is compiled
   * once.
   */
  size(left: number, runners = 1): number {
    if (left * this.cost <= this.whole / runners) return left;
    const fits = 2 ** Math.floor(Math.log2(Math.max(1, BUDGET / this.cost)));
    return Math.min(left, Math.max(this.settled ? this.proven : this.tried, fits));
  }
}
