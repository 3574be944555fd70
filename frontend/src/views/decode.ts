import { untrack } from 'svelte';
import type { Explorer } from '../state/explorer.svelte';
import { LANES } from '../state/lanes';
import type { Samples, Show } from '../sources/source';
import type { Vector } from '../math/vector';

/** The notice of the last decoding error. */
const failures = new WeakMap<Explorer, Explorer['notices']['current']>();

/**
 * Decodes points (n, d), or rows (n, d + w) with conditions of their own, and calls `show` with the samples, unless a
 * later request in the same lane supersedes this one. The samples are released when `show` returns. An error becomes a
 * notice.
 */
export async function decode(
  explorer: Explorer,
  lane: keyof typeof LANES,
  z: Vector,
  show: (samples: Samples) => void,
  n = z.length / explorer.folder.latentDim,
): Promise<void> {
  if (!n) return;
  await reporting(explorer, async () => {
    const samples = await explorer.model.decode(LANES[lane], z, n);
    if (!samples) return false;
    show(samples);
    samples.release();
    return true;
  });
}

/**
 * Decodes points (n, d) or rows (n, d + w), the most important first, and shows the samples as they arrive. A later
 * request in the same lane ends this one once its first `least` samples are shown. An error becomes a notice.
 */
export async function stream(
  explorer: Explorer,
  lane: keyof typeof LANES,
  z: Vector,
  least: number,
  show: Show,
  n = z.length / explorer.folder.latentDim,
): Promise<void> {
  await reporting(explorer, async () => {
    // what is known already is shown at once
    await untrack(() => explorer.model.stream(LANES[lane], z, n, least, show));
    return true;
  });
}

/** Decodes, and reports an error as a notice, until something was decoded without one. */
async function reporting(explorer: Explorer, act: () => Promise<boolean>): Promise<void> {
  const { notices } = explorer;
  try {
    if ((await act()) && notices.current && notices.current === failures.get(explorer)) notices.current = null;
  } catch (error) {
    explorer.say((error as Error).message, true);
    failures.set(explorer, notices.current);
  }
}
