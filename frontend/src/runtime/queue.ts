import type { Job } from '../engine/messages';

/** Jobs by lane: in a lane the latest job supersedes the one that waits; of several lanes the lowest goes first. */
export class Queue {
  private readonly waiting = new Map<number, Job>();

  /** Adds a job to its lane. Returns the job that it supersedes. */
  put(job: Job): Job | undefined {
    const before = this.waiting.get(job.lane);
    this.waiting.set(job.lane, job);
    return before;
  }

  /** Removes and returns the next job, if one waits in a lane below `lane`. */
  take(lane = Infinity): Job | undefined {
    const first = Math.min(...this.waiting.keys());
    if (!(first < lane)) return undefined;
    const job = this.waiting.get(first);
    this.waiting.delete(first);
    return job;
  }
}
