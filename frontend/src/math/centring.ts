/** A grey picture, one byte per pixel. */
export interface Grey {
  width: number;
  height: number;
  bytes: Uint8Array<ArrayBuffer>;
}

const BOX_SHARE = 20 / 28;
/** A pixel at least this bright belongs to the drawing. */
const INK = 16;

/**
 * Scales and centres a drawing, bright on black, as MNIST's digits were: into a box of 20 x 20 of 28 x 28, its centre
 * of mass at (14, 14). The same as in Python's `latentwalk.data`. All black for an empty drawing.
 */
export function centred({ width, height, bytes }: Grey, toWidth: number, toHeight: number): Grey {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (bytes[y * width + x]! < INK) continue;
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
    }
  }
  const into: Grey = { width: toWidth, height: toHeight, bytes: new Uint8Array(toWidth * toHeight) };
  if (right < 0) return into;
  const [inkWidth, inkHeight] = [right - left + 1, bottom - top + 1];
  const factor = Math.min((BOX_SHARE * toHeight) / inkHeight, (BOX_SHARE * toWidth) / inkWidth);
  const small = shrunk(
    { width, height, bytes },
    left,
    top,
    inkWidth,
    inkHeight,
    Math.max(1, Math.round(inkWidth * factor)),
    Math.max(1, Math.round(inkHeight * factor)),
  );
  const [x0, y0] = [offset(small, 'x', toWidth), offset(small, 'y', toHeight)];
  for (let y = 0; y < small.height; y++)
    into.bytes.set(small.bytes.subarray(y * small.width, (y + 1) * small.width), (y0 + y) * toWidth + x0);
  return into;
}

/**
 * A part of a picture, scaled like Pillow's box filter: each new pixel is the mean of the pixels whose centres it
 * covers.
 */
export function shrunk(
  from: Grey,
  left: number,
  top: number,
  width: number,
  height: number,
  toWidth: number,
  toHeight: number,
): Grey {
  const columns = weights(left, width, toWidth);
  const rows = weights(top, height, toHeight);
  const bytes = new Uint8Array(toWidth * toHeight);
  rows.forEach((row, y) =>
    columns.forEach((column, x) => {
      let sum = 0;
      for (const [j, q] of row) for (const [i, p] of column) sum += p * q * from.bytes[j * from.width + i]!;
      bytes[y * toWidth + x] = Math.round(sum);
    }),
  );
  return { width: toWidth, height: toHeight, bytes };
}

/** For each new pixel, the old ones whose centres it covers, and their weights. */
function weights(start: number, length: number, count: number): [number, number][][] {
  const step = length / count;
  const reach = Math.max(1, step) / 2;
  return Array.from({ length: count }, (_, i) => {
    const middle = (i + 0.5) * step;
    const covered: number[] = [];
    for (let at = Math.max(0, Math.floor(middle - reach - 1)); at < Math.min(length, middle + reach + 1); at++) {
      const off = at + 0.5 - middle;
      if (off > -reach && off <= reach) covered.push(start + at);
    }
    return covered.map((at) => [at, 1 / covered.length]);
  });
}

/** The offset at which a picture's centre of mass is in the middle. */
function offset({ width, height, bytes }: Grey, axis: 'x' | 'y', side: number): number {
  let mass = 1e-9;
  let moment = 0;
  bytes.forEach((value, i) => {
    mass += value;
    moment += value * (axis === 'x' ? i % width : Math.floor(i / width));
  });
  const size = axis === 'x' ? width : height;
  return Math.max(0, Math.min(side - size, Math.round(side / 2 - moment / mass)));
}
