import { read } from './read';
import type { Reading } from './reading';
import type { As, Named } from './sources';

/** To the worker: the files, the side to scale to, and what arrays are. */
export interface Wanted {
  files: Named[];
  side: number | null;
  as: As | null;
}
export type Progress =
  | { done: number; all: number }
  | { reading: Reading }
  | { failed: string }
  /** Workers cannot read files here: WebKit refuses that to pages that were opened from disk. */
  | { unable: true };

const canRead = (): Promise<boolean> =>
  new Blob(['x']).text().then(
    () => true,
    () => false,
  );

self.onmessage = async ({ data: { files, side, as } }: MessageEvent<Wanted>) => {
  const post = (progress: Progress, transfer: Transferable[] = []): void => self.postMessage(progress, transfer);
  if (!(await canRead())) return post({ unable: true });
  try {
    const reading = await read(files, side, (done, all) => post({ done, all }), as);
    post({ reading }, [reading.items.values.buffer]);
  } catch (error) {
    post({ failed: (error as Error).message });
  }
};
