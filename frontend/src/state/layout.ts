import { Inverse } from '../math/inverse';
import { placement } from '../math/placement';
import { gathered, type Vector } from '../math/vector';
import type { Atlas } from '../sources/atlas';
import type { Folder } from '../sources/folder';
import { thinned } from './statistics';

/** With more encoded items, evenly thinned ones are searched. */
const MOST = 20_000;
/** The names of methods for people. */
const TITLES = new Map([
  ['umap', 'UMAP'],
  ['pacmap', 'PaCMAP'],
  ['tsne', 't-SNE'],
]);

/** A layout of the encoded data as the ground of a map: points have places on it, and places have points. */
export class Layout {
  private readonly places: Vector;
  private readonly means: Vector;
  private readonly inverse: Inverse;
  /** The places for which points were made: these lie exactly there. */
  private readonly made = new WeakMap<Vector, [number, number]>();

  constructor(
    { n, mean }: Pick<Atlas, 'n' | 'mean'>,
    layout: Vector,
    private readonly d: number,
  ) {
    const some = thinned(n, MOST);
    this.places = gathered(layout, some, 2);
    this.means = gathered(mean, some, d);
    this.inverse = new Inverse(this.places, this.means, d);
  }

  /** Where a point (d,), or a row that begins with one, lies. */
  place(z: Vector): [x: number, y: number] {
    const point = z.length > this.d ? z.subarray(0, this.d) : z;
    return this.made.get(z) ?? placement(this.places, this.means, point);
  }

  /** The point (d,) at a place. */
  at(x: number, y: number): Vector {
    const { z } = this.inverse.at(x, y);
    this.made.set(z, [x, y]);
    return z;
  }

  /** The points (n, d) at places (n, 2), and how near the data is to each: from 1 to 0, far away. */
  all(places: Float32Array): { points: Vector; trust: Float32Array } {
    const n = places.length / 2;
    const points = new Float32Array(n * this.d);
    const trust = Float32Array.from({ length: n }, (_, i) => {
      const found = this.inverse.at(places[2 * i]!, places[2 * i + 1]!);
      points.set(found.z, i * this.d);
      return found.trust;
    });
    return { points, trust };
  }
}

/** The layout of encoded data in a latent space of d dimensions; null without one. */
export function layoutOf(data: Atlas | null, d: number): Layout | null {
  return data?.layout && data.n > 1 ? new Layout(data, data.layout, d) : null;
}

/** The name of the method that made the layout; '' if it is unknown. */
export function methodOf({ provenance }: Pick<Folder, 'provenance'>): string {
  return TITLES.get(aboutOf(provenance).method as string) ?? '';
}

/** How far off its points are, as a share of the data's spread; null if it is unknown. */
export function errorOf({ provenance }: Pick<Folder, 'provenance'>): number | null {
  const { error } = aboutOf(provenance);
  return typeof error === 'number' && Number.isFinite(error) && error >= 0 ? error : null;
}

function aboutOf({ layout }: Record<string, unknown>): { method?: unknown; error?: unknown } {
  return Object(layout) === layout ? (layout as object) : {};
}
