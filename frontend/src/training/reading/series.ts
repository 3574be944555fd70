import type { NumberArray } from './array';
import { classesOf } from './classes';
import type { Found } from './sources';

/** Pictures that are read one by one. */
export interface Series {
  name: string;
  classes: string[];
  /** (n,): indices into the classes, or -1. */
  labels: Int32Array<ArrayBuffer>;
  /** The n names of the files, if they are files. */
  paths: readonly string[] | null;
  /** Files that are no pictures. */
  leftOut: number;
  /** Null for a picture that cannot be read. */
  picture(index: number): Promise<OffscreenCanvas | ImageBitmap | null>;
}

/** The pictures that were found; `name` is that of the data set, if its folders do not say. */
export function seriesOf(found: Exclude<Found, { tables: unknown }>, name: string): Series {
  return 'pictures' in found ? ofPictures(found) : ofArrays(found, name);
}

function ofPictures({ pictures, leftOut }: Extract<Found, { pictures: unknown }>): Series {
  const ordered = pictures.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const paths = ordered.map(({ path }) => path);
  return {
    ...classesOf(paths),
    paths,
    leftOut,
    picture: async (index) => {
      const { file } = ordered[index]!;
      try {
        const blob = file instanceof Blob ? file : new Blob([await file.arrayBuffer()]);
        return await createImageBitmap(blob);
      } catch {
        return null;
      }
    },
  };
}

function ofArrays({ arrays, leftOut }: Extract<Found, { arrays: unknown }>, name: string): Series {
  const shapes = arrays.map(({ pixels: { shape } }) => imageShape(shape));
  const labels = arrays.flatMap(({ pixels, labels: marks }) =>
    Array.from({ length: pixels.shape[0]! }, (_, i) => (marks ? marks.at(i) : -1)),
  );
  const classes = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => a - b);
  const index = new Map(classes.map((label, i) => [label, i]));
  const scale = scaleOf(arrays[0]!.pixels);
  return {
    name,
    classes: classes.map(String),
    labels: Int32Array.from(labels, (label) => index.get(label) ?? -1),
    paths: null,
    leftOut,
    picture: async (row) => {
      let [part, at] = [0, row];
      while (at >= arrays[part]!.pixels.shape[0]!) at -= arrays[part++]!.pixels.shape[0]!;
      return drawn(arrays[part]!.pixels, at, shapes[part]!, scale);
    },
  };
}

/** How an array holds images: rows, columns, channels, and whether the channels come first. */
interface ImageShape {
  height: number;
  width: number;
  channels: number;
  first: boolean;
}

function imageShape(shape: readonly number[]): ImageShape {
  const [, a = 0, b = 0, c] = shape;
  if (shape.length === 3) return { height: a, width: b, channels: 1, first: false };
  if (shape.length === 4 && (c === 1 || c === 3)) return { height: a, width: b, channels: c, first: false };
  if (shape.length === 4 && (a === 1 || a === 3)) return { height: b, width: c!, channels: a, first: true };
  throw new Error(
    `The images have the shape (${shape.join(', ')}), expected (n, height, width), or with 1 or 3 channels after or ` +
      'before these.',
  );
}

/** What makes bytes of an array's values: they go from 0 or -1 to 1, or from 0 to 255. */
function scaleOf(array: NumberArray): (value: number) => number {
  if (array.bytes) return (value) => value;
  const count = array.shape.reduce((product, size) => product * size, 1);
  let [least, greatest] = [Infinity, -Infinity];
  for (let i = 0; i < count; i += Math.max(1, Math.floor(count / 100_000))) {
    const value = array.at(i);
    if (!Number.isFinite(value)) throw new Error('The images have NaN or infinity: replace these values first.');
    [least, greatest] = [Math.min(least, value), Math.max(greatest, value)];
  }
  if (greatest > 1) return (value) => value;
  return least < 0 ? (value) => 127.5 * (value + 1) : (value) => 255 * value;
}

function drawn(array: NumberArray, row: number, shape: ImageShape, scale: (value: number) => number): OffscreenCanvas {
  const { height, width, channels, first } = shape;
  const size = height * width;
  const picture = new ImageData(width, height);
  for (let i = 0; i < size; i++) {
    for (let channel = 0; channel < 3; channel++) {
      const own = Math.min(channel, channels - 1);
      const at = first ? own * size + i : i * channels + own;
      picture.data[4 * i + channel] = Math.round(scale(array.at(row * size * channels + at)));
    }
    picture.data[4 * i + 3] = 255;
  }
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')!.putImageData(picture, 0, 0);
  return canvas;
}
