import type { Explorer } from '../state/explorer.svelte';
import { LANES } from '../state/lanes';
import type { Images } from '../sources/source';
import type { Vector } from '../math/vector';

/** The notice of the last decoding error. */
const failures = new WeakMap<Explorer, Explorer['notices']['current']>();

/**
 * Decodes points (n, d) and calls `show` with the images, unless a later request in the same lane supersedes this one.
 * The images are released when `show` returns. An error becomes a notice.
 */
export async function decode(
  explorer: Explorer,
  lane: keyof typeof LANES,
  z: Vector,
  show: (images: Images) => void,
): Promise<void> {
  const n = z.length / explorer.folder.latentDim;
  if (!n) return;
  try {
    const images = await explorer.model.decode(LANES[lane], z, n);
    if (!images) return;
    show(images);
    images.release();
    // decoding works again
    const { notices } = explorer;
    if (notices.current && notices.current === failures.get(explorer)) notices.current = null;
  } catch (error) {
    explorer.say((error as Error).message, true);
    failures.set(explorer, explorer.notices.current);
  }
}

/** Points concatenated to a matrix (n, d), row by row. */
export function rows(points: readonly ArrayLike<number>[]): Vector {
  const d = points[0]?.length ?? 0;
  const all = new Float32Array(points.length * d);
  points.forEach((point, i) => all.set(point, i * d));
  return all;
}
