import type { Posteriors } from '../math/posterior';
import { FEW } from './statistics';
import { distancesOf, summaryOf, type Summary } from './summary';

/** Computes the statistics of encoded images: in a worker if there are many, so that the page stays responsive. */
export class Summarizing {
  readonly summary: Promise<Summary>;
  private worker: Worker | undefined;
  private found: Promise<Float64Array> | undefined;

  constructor(
    private readonly data: Posteriors,
    training: boolean,
  ) {
    this.summary =
      data.mean.length <= FEW
        ? Promise.resolve(summaryOf(data, training))
        : new Promise((summary, reject) => {
            this.found = new Promise((distances) => {
              this.start(training, summary, distances).catch(reject);
            });
          });
  }

  /** Loads and starts the worker, which pages include only if their data needs it. */
  private async start(
    training: boolean,
    summary: (value: Summary) => void,
    distances: (value: Float64Array) => void,
  ): Promise<void> {
    const { default: SummaryWorker } = await import('./summary.worker?worker&inline');
    // ends by itself
    const worker = (this.worker = new SummaryWorker());
    // copies the data: the page shows it
    const { n, mean, logvar } = this.data;
    worker.postMessage({ data: { n, mean, logvar }, training });
    await new Promise((_, reject) => {
      worker.onmessage = ({ data }: MessageEvent<{ summary?: Summary; distances?: Float64Array }>) => {
        if (data.summary) summary(data.summary);
        if (data.distances) distances(data.distances);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
    });
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
