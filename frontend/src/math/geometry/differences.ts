/**
 * Decodes rows (n, d + w), points with the numbers of the conditions after each, to flat samples (n, size) in the
 * model's values. Rejects if the decoder fails or the samples are no longer wanted.
 */
export type Exact = (rows: Float32Array<ArrayBuffer>, n: number) => Promise<Float32Array<ArrayBuffer>>;

/**
 * Latent units to both sides of a point, times its coordinate where that is larger than 1. In float32, errors of
 * rounding (1e-7 / STEP) and of the difference (STEP squared) are then alike.
 */
export const STEP = 2 ** -7;
/** More dimensions have too many directions to decode each. */
export const MOST_DIMENSIONS = 512;
/** Rows that are decoded at once while it is not known how large samples are, or at most, and numbers in these. */
const [FIRST_ROWS, MOST_ROWS, MOST_VALUES] = [64, 1024, 2 ** 22];

/**
 * Decodes rows, a bounded number at once; `size` is that of a sample if it is known. Rejects if a value is NaN or
 * infinite.
 */
export async function decoded(
  decode: Exact,
  rows: Float32Array<ArrayBuffer>,
  n: number,
  size?: number,
): Promise<Float32Array> {
  if (!n) return new Float32Array();
  const width = rows.length / n;
  let most = mostOf(size);
  let samples: Float32Array | undefined;
  for (let start = 0; start < n;) {
    const end = Math.min(n, start + most);
    const part = await decode(rows.slice(start * width, end * width), end - start);
    if (!allFinite(part)) throw new Error('The decoder returned NaN or infinity here, so samples have no differences.');
    const found = part.length / (end - start);
    samples ??= new Float32Array(n * found);
    samples.set(part, start * found);
    most = mostOf(found);
    start = end;
  }
  return samples!;
}

/**
 * The transposed Jacobian (d, size) of the samples at each of the rows (n, d + w), one after the other, by central
 * differences: how each value of a sample changes with each latent dimension. Rejects with more than 512 dimensions.
 */
export async function* derivatives(
  decode: Exact,
  rows: Float32Array<ArrayBuffer>,
  n: number,
  d: number,
  size?: number,
): AsyncGenerator<Float64Array> {
  if (d > MOST_DIMENSIONS)
    throw new Error(
      `The model has ${d.toLocaleString('en')} dimensions, and the geometry of a decoder is found for at most ` +
        `${MOST_DIMENSIONS}.`,
    );
  const width = rows.length / n;
  const block = Math.max(1, Math.floor(mostOf(size) / (2 * d)));
  for (let start = 0; start < n; start += block) {
    const count = Math.min(block, n - start);
    const { moved, apart } = stencil(rows.subarray(start * width, (start + count) * width), count, d);
    const samples = await decoded(decode, moved, 2 * d * count, size);
    const values = samples.length / (2 * d * count);
    for (let point = 0; point < count; point++) {
      const change = new Float64Array(d * values);
      for (let i = 0; i < d; i++) {
        const below = 2 * (point * d + i) * values;
        const scale = 1 / apart[point * d + i]!;
        for (let k = 0; k < values; k++)
          change[i * values + k] = scale * (samples[below + values + k]! - samples[below + k]!);
      }
      yield change;
    }
  }
}

/** Rows that are decoded at once. */
function mostOf(size?: number): number {
  return size ? Math.min(MOST_ROWS, Math.max(1, Math.floor(MOST_VALUES / size))) : FIRST_ROWS;
}

function allFinite(values: Float32Array): boolean {
  let sum = 0;
  // 0 times NaN or infinity is NaN
  for (let i = 0; i < values.length; i++) sum += 0 * values[i]!;
  return sum === 0;
}

/** Two rows for each dimension of each of n rows, below and above it, and how far apart these two are, (n, d). */
function stencil(rows: Float32Array, n: number, d: number): { moved: Float32Array<ArrayBuffer>; apart: Float64Array } {
  const width = rows.length / n;
  const moved = new Float32Array(2 * d * rows.length);
  const apart = new Float64Array(n * d);
  for (let point = 0; point < n; point++) {
    const row = rows.subarray(point * width, (point + 1) * width);
    for (let i = 0; i < d; i++) {
      const step = STEP * Math.max(1, Math.abs(row[i]!));
      const below = 2 * (point * d + i) * width;
      moved.set(row, below);
      moved.set(row, below + width);
      moved[below + i]! -= step;
      moved[below + width + i]! += step;
      apart[point * d + i] = moved[below + width + i]! - moved[below + i]!;
    }
  }
  return { moved, apart };
}
