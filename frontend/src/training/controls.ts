import type { Command } from '../sources/training';

/** The ranges of beta and of the factor of the rate. */
const RANGES = { beta: [0, 1000], rate: [0, 100] } as const;

/** What a user has asked of a run: it is paused, allowed some steps, stopped, or given other settings. */
export class Controls {
  /** Whether it is to end before the next step. */
  stopped = false;
  readonly values: { beta: number; rate: number };
  /** Settings to take effect with the next step. */
  private pending: Partial<Record<'beta' | 'rate', number>> = {};
  /** Steps until the next pause; null for no pause. */
  private left: number | null = null;
  private wake: (() => void) | undefined;

  constructor(beta: number) {
    this.values = { beta, rate: 1 };
  }

  get paused(): boolean {
    return this.left !== null;
  }

  /** Whether the next step waits. */
  get resting(): boolean {
    return this.left === 0 && !this.stopped;
  }

  /** Executes a command; `rest` is the number of steps to the end of the epoch. Returns why that is not possible. */
  act(command: Command, rest: number): string | undefined {
    switch (command.do) {
      case 'pause':
        this.left = 0;
        break;
      case 'resume':
        this.left = null;
        break;
      case 'step':
        this.left = 1;
        break;
      case 'epoch':
        this.left = rest;
        break;
      case 'stop':
        this.stopped = true;
        break;
      case 'change': {
        const [low, high] = RANGES[command.what];
        if (!(command.to >= low && command.to <= high))
          return `${command.what} must be from ${low} to ${high}, got ${command.to}.`;
        this.pending[command.what] = command.to;
      }
    }
    this.wake?.();
    return undefined;
  }

  /** Resolves when the next step may be made, or the run is stopped. */
  async allowed(): Promise<void> {
    while (this.resting) await new Promise<void>((resolve) => (this.wake = resolve));
    this.wake = undefined;
    if (this.left !== null) this.left--;
  }

  /** Makes the pending settings those of the next step. Returns what changed. */
  changes(): { what: 'beta' | 'rate'; from: number; to: number }[] {
    const changed = (['beta', 'rate'] as const).flatMap((what) => {
      const [from, to] = [this.values[what], this.pending[what] ?? this.values[what]];
      return to === from ? [] : [{ what, from, to }];
    });
    for (const { what, to } of changed) this.values[what] = to;
    this.pending = {};
    return changed;
  }
}
