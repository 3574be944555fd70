/** Places an image in a latent space that is a map, whose pixels act on the image around them. */
import { SCALE, STEP, type Decode, type Numbers, type Place } from './placing';

/** Channels, rows and columns. */
export type MapShape = readonly [channels: number, height: number, width: number];

/** Latent pixels so far apart are moved together: each is taken to change only the image nearest to it. */
const APART = 4;
/** Images decoded together. */
const BATCH = 16;
const ROUNDS = 20;
const ITERATIONS = 30;
/** Shares of the computed step that are tried together. */
const SHARES = [1, 0.6, 0.3, 0.1];
/** A round that reduces the error by less than this share ends the search. */
const ENOUGH = 3e-3;
/** More decodes per round than these take too long. */
const MOST = 160;

/** The derivative of the image along one latent dimension: a rectangle of it, all channels. */
interface Patch {
  top: number;
  left: number;
  height: number;
  width: number;
  slopes: Float32Array;
}

/** Whether a latent space of this shape can be searched so. */
export function isMap([channels, height, width]: MapShape): boolean {
  return Math.min(height, width) > APART && channels * APART * APART <= MOST;
}

/**
 * Minimises |x - decode(z)|² + |z|² / 2 by Gauss and Newton's method. The derivatives of all dimensions cost few
 * images, because latent pixels that are far apart are moved together; the steps are solved by conjugate gradients.
 *
 * @param decode decodes points; null stops the search.
 * @param image the pixels, channels last.
 * @param latent the shape of a latent point.
 * @param size the shape of the image.
 * @param progress receives the share that is done.
 * @param left the share of the time that is left, from 1 to 0.
 */
export async function placeOnMap(
  decode: Decode,
  image: Numbers,
  latent: MapShape,
  size: MapShape,
  progress: (share: number) => void,
  left: () => number,
): Promise<Place | null> {
  const d = latent[0] * latent[1] * latent[2];
  let z: Float64Array = new Float64Array(d);
  const first = await decode(Float32Array.from(z), 1);
  if (!first) return null;
  let pixels: Numbers = first;
  let cost = costOf(pixels, image, z);
  let patches: Patch[] = [];
  let damping = 1e-2;
  for (let round = 0; round < ROUNDS; round++) {
    const before = left();
    progress(Math.max(round / ROUNDS, 1 - before));
    const found = await slopesAt(decode, z, pixels, latent, size);
    if (!found) return null;
    patches = found;
    const step = solved(patches, errorsOf(pixels, image), z, damping, size);
    const tried = SHARES.map((share) => z.map((value, i) => value + share * step[i]!));
    const all = await decode(Float32Array.from(tried.flatMap((point) => [...point])), tried.length);
    if (!all) return null;
    const images = tried.map((_, i) => all.slice(i * image.length, (i + 1) * image.length));
    const costs = images.map((one, i) => costOf(one, image, tried[i]!));
    const best = costs.indexOf(Math.min(...costs));
    const gain = cost > 0 ? (cost - costs[best]!) / cost : 0;
    if (gain > 0) [z, pixels, cost] = [tried[best]!, images[best]!, costs[best]!];
    damping *= gain > 0 && best === 0 ? 0.3 : 5;
    // another round takes as long as this one
    if (gain < ENOUGH || left() < before - left()) break;
  }
  progress(1);
  const logvar = Float32Array.from(patches, ({ slopes }) => -Math.log1p(2 * dot(slopes, slopes)));
  return { mean: Float32Array.from(z), logvar };
}

/** The derivatives of the image along all dimensions, in their order; null if the search was stopped. */
async function slopesAt(
  decode: Decode,
  z: Float64Array,
  at: Numbers,
  [channels, height, width]: MapShape,
  [depth, rows, columns]: MapShape,
): Promise<Patch[] | null> {
  const colours: number[][] = [];
  for (let c = 0; c < channels; c++)
    for (let j = 0; j < APART; j++)
      for (let i = 0; i < APART; i++) {
        const moved: number[] = [];
        for (let y = j; y < height; y += APART)
          for (let x = i; x < width; x += APART) moved.push((c * height + y) * width + x);
        colours.push(moved);
      }
  const patches: Patch[] = [];
  for (let start = 0; start < colours.length; start += BATCH) {
    const part = colours.slice(start, start + BATCH);
    const points = new Float32Array(part.length * z.length);
    part.forEach((moved, k) => {
      points.set(z, k * z.length);
      for (const i of moved) points[k * z.length + i]! += STEP;
    });
    const images = await decode(points, part.length);
    if (!images) return null;
    part.forEach((moved, k) => {
      for (const i of moved) {
        const [top, bottom] = reach(Math.floor(i / width) % height, height, rows);
        const [first, end] = reach(i % width, width, columns);
        const patch: Patch = { top, left: first, height: bottom - top, width: end - first, slopes: new Float32Array() };
        patch.slopes = Float32Array.from(places(patch, depth, columns), (p) => {
          return (SCALE / STEP) * (images[k * at.length + p]! - at[p]!);
        });
        patches[i] = patch;
      }
    });
  }
  return patches;
}

/** The first and the last row (or column) of the image that are nearest to a latent pixel of those moved together. */
function reach(at: number, of: number, size: number): [number, number] {
  const edge = (position: number): number => Math.max(0, Math.min(size, Math.round((position * size) / of)));
  return [edge(at + 0.5 - APART / 2), edge(at + 0.5 + APART / 2)];
}

/** The indices of a patch's values in the image. */
function* places({ top, left, height, width }: Patch, depth: number, columns: number): Generator<number> {
  for (let y = top; y < top + height; y++) {
    const start = (y * columns + left) * depth;
    for (let p = start; p < start + width * depth; p++) yield p;
  }
}

/** The step that minimises |J s + e|² + |z + s|² / 2, with a damping, by conjugate gradients. */
function solved(
  patches: readonly Patch[],
  errors: Float32Array,
  z: Float64Array,
  damping: number,
  [depth, , columns]: MapShape,
): Float64Array {
  const indices = patches.map((patch) => Int32Array.from(places(patch, depth, columns)));
  const across = (image: Float32Array): Float64Array =>
    Float64Array.from(patches, ({ slopes }, i) => {
      const at = indices[i]!;
      let sum = 0;
      for (let p = 0; p < at.length; p++) sum += slopes[p]! * image[at[p]!]!;
      return sum;
    });
  const forward = (step: Float64Array): Float32Array => {
    const image = new Float32Array(errors.length);
    patches.forEach(({ slopes }, i) => {
      const at = indices[i]!;
      for (let p = 0; p < at.length; p++) image[at[p]!]! += step[i]! * slopes[p]!;
    });
    return image;
  };
  const typical = patches.reduce((sum, { slopes }) => sum + dot(slopes, slopes), 0) / patches.length;
  const weight = 1 + 2 * damping * typical;
  const step = new Float64Array(z.length);
  const rest = across(errors).map((value, i) => -2 * value - z[i]!);
  let direction: Float64Array = rest.slice();
  let size = dot(rest, rest);
  const enough = 1e-6 * size;
  for (let k = 0; k < ITERATIONS && size > enough; k++) {
    const curved = across(forward(direction)).map((value, i) => 2 * value + weight * direction[i]!);
    const length = size / dot(direction, curved);
    for (let i = 0; i < step.length; i++) {
      step[i]! += length * direction[i]!;
      rest[i]! -= length * curved[i]!;
    }
    const next = dot(rest, rest);
    direction = rest.map((value, i) => value + (next / size) * direction[i]!);
    size = next;
  }
  return step;
}

function errorsOf(pixels: Numbers, image: Numbers): Float32Array {
  return Float32Array.from(pixels, (value, p) => SCALE * (value - image[p]!));
}

function costOf(pixels: Numbers, image: Numbers, z: Float64Array): number {
  const errors = errorsOf(pixels, image);
  return dot(errors, errors) + 0.5 * dot(z, z);
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
