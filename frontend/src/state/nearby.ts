import { nearest } from '../math/neighbours';
import { gathered, type Vector } from '../math/vector';
import type { Atlas } from '../sources/atlas';
import type { Folder } from '../sources/folder';
import { thinned } from './statistics';

/** Neighbours that are asked for their class, and how many of them a class needs to be named. */
const ASKED = 7;
const NAMED = 2;
/** With more encoded images, evenly thinned ones are searched. */
const MOST = 20_000;

/** The classes of the encoded images around points: at most two names a point, the most frequent first. */
export class Nearby {
  private readonly means: Vector;
  private readonly labels: Int32Array;

  constructor(
    { n, mean, label }: Pick<Atlas, 'n' | 'mean' | 'label'>,
    private readonly classes: readonly string[],
    d: number,
    most = MOST,
  ) {
    const some = thinned(n, most);
    this.means = some.length === n ? mean : gathered(mean, some, d);
    this.labels = Int32Array.from(some, (i) => label[i]!);
  }

  at(z: Vector): string[] {
    const counts = new Map<number, number>();
    for (const i of nearest(this.means, z, ASKED).indices) {
      const label = this.labels[i]!;
      if (this.classes[label] !== undefined) counts.set(label, (counts.get(label) ?? 0) + 1);
    }
    return [...counts]
      .sort(([, a], [, b]) => b - a)
      .filter(([, count], i) => !i || count >= NAMED)
      .slice(0, 2)
      .map(([label]) => this.classes[label]!);
  }
}

/**
 * The classes around points of a model; null without data, and where the decoder is given a category: a point then says
 * little of classes.
 */
export function nearbyOf(
  {
    encoded: { data },
    folder,
  }: { encoded: { data: Atlas | null }; folder: Pick<Folder, 'classes' | 'latentDim' | 'conditions'> },
  most?: number,
): Nearby | null {
  const given = folder.conditions.some(({ kind }) => kind === 'category');
  return data?.n && !given ? new Nearby(data, folder.classes, folder.latentDim, most) : null;
}
