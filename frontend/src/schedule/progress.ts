import type { Request } from './request';
import type { Values } from './runner';

/** Milliseconds of work after which it is worth reporting. */
const NOTICEABLE = 500;
/** Milliseconds between two reports. */
const INTERVAL = 250;

/** How far a model has come with what the page wants to show. */
export interface Rendering {
  done: number;
  total: number;
  /** Milliseconds an image. */
  cost: number;
}

/** Reports how much of the requests that are shown as they arrive is done, if that takes long. */
export class Progress<T extends Values> {
  private readonly requests = new Map<number, Request<T>>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private reporting = false;

  constructor(
    private readonly crew: { readonly cost: number },
    private readonly report: (rendering: Rendering | null) => void = () => undefined,
  ) {}

  begin(request: Request<T>): void {
    if (!request.wanted.show) return;
    this.requests.set(request.wanted.lane, request);
    this.timer ??= setTimeout(() => this.tell(), NOTICEABLE);
  }

  advance({ wanted: { show } }: Request<T>): void {
    if (!show) return;
    if ([...this.requests.values()].every(({ over }) => over)) this.end();
  }

  end(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.requests.clear();
    if (this.reporting) this.report(null);
    this.reporting = false;
  }

  private tell(): void {
    this.reporting = true;
    this.timer = setTimeout(() => this.tell(), INTERVAL);
    const all = [...this.requests.values()];
    this.report({
      done: all.reduce((sum, { done }) => sum + done, 0),
      total: all.reduce((sum, { wanted }) => sum + wanted.n, 0),
      cost: this.crew.cost,
    });
  }
}
