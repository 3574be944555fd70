import type { Posteriors } from '../math/posterior';
import { distancesOf, summaryOf, type Summary } from './summary';
import SummaryWorker from './summary.worker?worker&inline';

/** With at most this many numbers the statistics take no noticeable time, and need no worker. */
const FEW = 2 ** 17;

interface Replies {
  summary: Summary;
  distances: Float64Array;
}

/** Computes the statistics of encoded images: in a worker if there are many, so that the page stays responsive. */
export class Summarizing {
  readonly summary: Promise<Summary>;
  private readonly worker: Worker | undefined;
  private found: Promise<Float64Array> | undefined;

  constructor(
    private readonly data: Posteriors,
    training: boolean,
  ) {
    if (data.mean.length <= FEW) {
      this.summary = Promise.resolve(summaryOf(data, training));
      return;
    }
    const worker = (this.worker = new SummaryWorker());
    const reply = <K extends keyof Replies>(key: K): Promise<Replies[K]> =>
      new Promise((resolve, reject) => {
        worker.addEventListener('message', ({ data }: MessageEvent<Partial<Replies>>) => {
          if (data[key]) resolve(data[key]);
        });
        worker.addEventListener('error', ({ message }) =>
          reject(new Error(`The statistics of the encoded data could not be computed: ${message}`)),
        );
      });
    this.summary = reply('summary');
    this.found = reply('distances');
    this.found.catch(() => undefined);
    // copies the data: the page shows it
    const { n, mean, logvar } = data;
    worker.postMessage({ data: { n, mean, logvar }, training });
  }

  /** Distances of some encoded images to their nearest neighbours, in ascending order. */
  get distances(): Promise<Float64Array> {
    return (this.found ??= Promise.resolve(distancesOf(this.data)));
  }

  /** Stops the worker. Its replies never come then. */
  close(): void {
    this.worker?.terminate();
  }
}
