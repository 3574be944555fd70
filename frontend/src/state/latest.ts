/**
 * Runs one request at a time. Of the requests that arrive meanwhile only the newest waits: each supersedes the one
 * before it.
 */
export class Latest<T> {
  private waiting: { readonly request: T } | null = null;
  private running = false;
  private closed = false;

  /** `onerror` receives what `run` throws; `onidle` is called when nothing waits any more, after a failure too. */
  constructor(
    private readonly run: (request: T) => Promise<void>,
    private readonly onerror: (error: Error) => void,
    private readonly onidle: () => void = () => undefined,
  ) {}

  /** Whether a request is running. */
  get busy(): boolean {
    return this.running;
  }

  request(request: T): void {
    if (this.closed) return;
    this.waiting = { request };
    if (!this.running) void this.work();
  }

  /** Drops the waiting request and calls neither callback from now on. A request that is running is not interrupted. */
  close(): void {
    this.closed = true;
    this.waiting = null;
  }

  private async work(): Promise<void> {
    this.running = true;
    while (this.waiting) {
      const { request } = this.waiting;
      this.waiting = null;
      try {
        await this.run(request);
      } catch (error) {
        if (!this.closed) this.onerror(error as Error);
      }
    }
    this.running = false;
    if (!this.closed) this.onidle();
  }
}
