import type { Job } from '../engine/messages';

/** Jobs by lane: within one the latest takes the place of those that wait, and of several lanes the lowest goes first. */
export class Queue {
  private readonly waiting = new Map<number, Job>();

  /** Puts a job into its lane. Returns the one whose place it took. */
  put(job: Job): Job | undefined {
    const before = this.waiting.get(job.lane);
    this.waiting.set(job.lane, job);
    return before;
  }

  /** Takes out the job that is next, if one waits in a lane below `lane`. */
  take(lane = Infinity): Job | undefined {
    const first = Math.min(...this.waiting.keys());
    if (!(first < lane)) return undefined;
    const job = this.waiting.get(first);
    this.waiting.delete(first);
    return job;
  }
}
