/** Requests that wait: the lowest lane goes first, and in a lane the earliest. */
export class Queue<T extends { lane: number }> {
  private readonly waiting: T[] = [];

  put(one: T): void {
    this.waiting.push(one);
  }

  /** The request that goes first, which stays until it is dropped. */
  first(): T | undefined {
    return this.waiting.reduce((first, one) => (one.lane < first.lane ? one : first), this.waiting[0]!);
  }

  drop(one: T): void {
    this.waiting.splice(this.waiting.indexOf(one), 1);
  }
}
