import type { Progress, Wanted } from '../../training/reading/reading.worker';
import type { Reading } from '../../training/reading/reading';
import type { As, Named } from '../../training/reading/sources';

/** Reads pictures in a worker, or in the page where workers cannot read files. Returns what ends it. */
export function readThere(
  files: readonly Named[],
  side: number | null,
  as: As | null,
  progress: (done: number, all: number) => void,
  done: (reading: Reading) => void,
  failed: (message: string) => void,
): () => void {
  let worker: Worker | undefined;
  let ended = false;
  const here = async (): Promise<void> => {
    const { read } = await import('../../training/reading/read');
    const reading = await read(files, side, (count, all) => !ended && progress(count, all), as);
    if (!ended) done(reading);
  };
  const start = async (): Promise<void> => {
    const { default: ReadingWorker } = await import('../../training/reading/reading.worker?worker&inline');
    if (ended) return;
    worker = new ReadingWorker();
    worker.onmessage = ({ data }: MessageEvent<Progress>) => {
      if ('reading' in data) done(data.reading);
      else if ('unable' in data) void here().catch((error: Error) => !ended && failed(error.message));
      else if ('failed' in data) failed(data.failed);
      else progress(data.done, data.all);
    };
    worker.onerror = () => failed('The files could not be read: the browser has not enough memory for them.');
    worker.postMessage({ files: [...files], side, as } satisfies Wanted);
  };
  start().catch((error: Error) => !ended && failed(error.message));
  return () => {
    ended = true;
    worker?.terminate();
  };
}
