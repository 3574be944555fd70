import type { Diagnosis, Subject } from '../../diagnosis/diagnosis';
import { draw } from '../../math/prior';
import { seeded } from '../../math/random';
import type { Vector } from '../../math/vector';
import type { Explorer } from '../../state/explorer.svelte';

/** Draws of the prior among which holes are looked for. */
const DRAWS = 4096;

/** Examines a model's encoded data in a worker. Returns what stops it. */
export function examine(
  { encoded, folder, axes }: Explorer,
  done: (share: number) => void,
  found: (diagnosis: Diagnosis) => void,
  failed: (error: Error) => void,
): () => void {
  let worker: Worker | undefined;
  let stopped = false;
  const start = async (): Promise<void> => {
    const { default: DiagnosisWorker } = await import('../../diagnosis/diagnosis.worker?worker&inline');
    if (stopped) return;
    worker = new DiagnosisWorker();
    worker.onmessage = ({ data }: MessageEvent<{ share?: number; diagnosis?: Diagnosis }>) => {
      if (data.share !== undefined) done(data.share);
      if (data.diagnosis) found(data.diagnosis);
    };
    worker.onerror = ({ message }) => failed(new Error(message));
    const { n, mean, logvar, label, error } = encoded.atlas!;
    const draws = axes.priorless ? null : drawn(folder.prior ?? [], folder.latentDim);
    worker.postMessage({ n, mean, logvar, label, error, draws } satisfies Subject);
  };
  start().catch(failed);
  return () => {
    stopped = true;
    worker?.terminate();
  };
}

/** Draws of the prior (m, d), the same for each model. */
function drawn(prior: Parameters<typeof draw>[0], d: number): Vector {
  const random = seeded();
  const draws = new Float32Array(DRAWS * d);
  for (let i = 0; i < DRAWS; i++) draws.set(draw(prior, d, random), i * d);
  return draws;
}
