import { eigenpairs } from './lanczos';
import type { Decode } from './placing';
import { along, dot, norm, row, unit, type Vector } from './vector';

/** Pairs of points that are decoded. */
const PROBES = 128;
/** Pairs that are decoded together: other requests run in between. */
const BATCH = 8;
/** Values of an image that are compared, evenly spread: all of a large one would take half a minute. */
const VALUES = 4096;

/**
 * The directions (d,) along which a decoder's images change most, estimated from the images only. Each probe is a
 * random vector of signs v, as far from the origin as draws of the prior; half the difference of the images at v and -v
 * is about J v, with J the mean Jacobian (Stein's lemma). The directions are the leading right singular vectors of that
 * estimate, less accurate the more dimensions there are for each probe. Null if `decode` stopped the search.
 */
export async function sensitiveDirections(
  decode: Decode,
  d: number,
  count: number,
  random: () => number,
): Promise<Vector[] | null> {
  const probes: Vector[] = [];
  const responses: Float32Array[] = [];
  for (let start = 0; start < PROBES; start += BATCH) {
    const signs = Float32Array.from({ length: BATCH * d }, () => (random() < 0.5 ? -1 : 1));
    const points = new Float32Array(2 * BATCH * d);
    points.set(signs);
    points.set(
      signs.map((sign) => -sign),
      BATCH * d,
    );
    const pixels = await decode(points, 2 * BATCH);
    if (!pixels) return null;
    const size = pixels.length / (2 * BATCH);
    const step = stepOver(size);
    for (let k = 0; k < BATCH; k++) {
      const [there, back] = [k, BATCH + k].map((i) => i * size) as [number, number];
      probes.push(row(signs, k, d));
      responses.push(
        Float32Array.from({ length: Math.ceil(size / step) }, (_, i) => {
          const at = i * step;
          return (pixels[there + at]! - pixels[back + at]!) / 2;
        }),
      );
    }
  }
  const products = responses.map((a) => Float64Array.from(responses, (b) => dot(a, b)));
  const { values, vectors } = eigenpairs(products);
  const found: Vector[] = [];
  for (const [k, shares] of vectors.entries()) {
    if (found.length === Math.min(count, d) || !(values[k]! > 0)) break;
    let direction: Vector = new Float32Array(d);
    probes.forEach((probe, i) => (direction = along(direction, shares[i]!, probe)));
    direction = unit(direction);
    for (const other of found) direction = along(direction, -dot(direction, other), other);
    if (norm(direction) > 1e-3) found.push(unit(direction));
  }
  return found;
}

/** The distance between compared values: no multiple of 2 or 3, so that all channels and columns take part. */
function stepOver(size: number): number {
  let step = Math.ceil(size / VALUES);
  while (step > 1 && (step % 2 === 0 || step % 3 === 0)) step++;
  return step;
}
