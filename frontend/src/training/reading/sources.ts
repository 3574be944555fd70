import { Zip } from '../../sources/zip';
import { idxArray, npyArray, type NumberArray } from './array';

/** A file with its path among those that were chosen together: `mnist/3/12.png`. */
export interface Named {
  path: string;
  file: Pick<Blob, 'arrayBuffer'>;
}

/** What arrays are read as. */
export type As = 'pictures' | 'curves';

/** Arrays of pictures or of curves, with a label for each if they are known. */
export type Arrays = { pixels: NumberArray; labels: NumberArray | null }[];

/** Pictures as files, arrays, or CSV files of curves. */
export type Found =
  { pictures: Named[]; leftOut: number } | { arrays: Arrays; leftOut: number } | { tables: Named[]; leftOut: number };

/** Endings of the pictures that browsers read. */
const PICTURE = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;
/** Endings of tables. */
const TABLE = /\.(csv|tsv)$/i;
/** Names of images and of labels in an .npz, as in data/archive_names.py; a split may be before or after them. */
const IMAGES = ['images', 'image', 'imgs', 'img', 'x', 'pixel_values', 'pixels', 'data', 'input'];
const LABELS = ['labels', 'label', 'y', 'target', 'targets', 'class'];
/** The most bytes of an unpacked array. */
const MOST_BYTES = 2 ** 30;

/** Finds what the files hold. Rejects with a sentence that says what is expected. */
export async function sourcesIn(files: readonly Named[]): Promise<Found> {
  const visible = (await unzipped(files)).filter(({ path }) => !/(^|\/)(\.|__MACOSX)/.test(path));
  const pictures = visible.filter(({ path }) => PICTURE.test(path));
  if (pictures.length) return { pictures, leftOut: visible.length - pictures.length };
  const tables = visible.filter(({ path }) => TABLE.test(path));
  if (tables.length) return { tables, leftOut: visible.length - tables.length };
  const arrays = await arraysIn(visible);
  if (!arrays.length)
    throw new Error(
      'There are neither pictures nor curves in these files: choose PNG, JPEG or WebP pictures, a folder or a zip of ' +
        'them, an .npz, an .npy, IDX files, or a CSV with a curve in each row.',
    );
  return { arrays, leftOut: 0 };
}

/** The files, with those in zips in place of the zips. */
async function unzipped(files: readonly Named[]): Promise<Named[]> {
  const all = await Promise.all(
    files.map(async (named): Promise<Named[]> => {
      const { path, file } = named;
      if (!/\.zip$/i.test(path)) return [named];
      const zip = await zipOf(path, file);
      const parts = zip.names.filter((name) => PICTURE.test(name) || TABLE.test(name) || /\.np[yz]$|idx\d/i.test(name));
      return parts.map((part) => ({ path: `${path.slice(0, -4)}/${part}`, file: lazily(zip, part) }));
    }),
  );
  return all.flat();
}

/** A part of a zip as a file that is unpacked when it is read. */
function lazily(zip: Zip, part: string): Named['file'] {
  return { arrayBuffer: async () => (await zip.read(part))! };
}

async function zipOf(path: string, file: Named['file']): Promise<Zip> {
  const blob = file instanceof Blob ? file : new Blob([await file.arrayBuffer()]);
  return Zip.open(blob).catch((error: Error) => fail(path, error));
}

async function arraysIn(files: readonly Named[]): Promise<Arrays> {
  const found: Arrays = [];
  const idx: NumberArray[] = [];
  for (const { path, file } of files) {
    if (/\.npy$/i.test(path)) {
      found.push({ pixels: asArray(path, await file.arrayBuffer()), labels: null });
    } else if (/\.npz$/i.test(path)) found.push(...(await npzArrays(path, file)));
    else {
      const array = idxArray(await ungzipped(path, file));
      if (array) idx.push(array);
    }
  }
  for (const pixels of idx.filter(({ shape }) => shape.length === 3))
    found.push({
      pixels,
      labels: idx.find(({ shape }) => shape.length === 1 && shape[0] === pixels.shape[0]) ?? null,
    });
  return found;
}

async function npzArrays(path: string, file: Named['file']): Promise<Arrays> {
  const zip = await zipOf(path, file);
  const names = zip.names.filter((name) => /\.npy$/i.test(name));
  const wordOf = (name: string): [split: string, word: string] => {
    const [, before, word, after] = /^(?:(train|test|val|dev)_)?(.*?)(?:_(train|test|val|dev))?\.npy$/i.exec(name)!;
    return [(before ?? after ?? '').toLowerCase(), word!.toLowerCase()];
  };
  const read = async (name: string): Promise<NumberArray> =>
    asArray(`${name} in ${path}`, (await zip.read(name, MOST_BYTES).catch((error: Error) => fail(path, error)))!);
  const known = names.filter((name) => IMAGES.includes(wordOf(name)[1]));
  const images = known.length || names.length !== 1 ? known : names;
  if (!images.length)
    throw new Error(
      `${path} must have images or curves under ${IMAGES.join(', ')}; it has ${names.join(', ') || 'nothing'}.`,
    );
  return Promise.all(
    images.map(async (name) => {
      const labels = names.find((one) => LABELS.includes(wordOf(one)[1]) && wordOf(one)[0] === wordOf(name)[0]);
      return { pixels: await read(name), labels: labels === undefined ? null : await read(labels) };
    }),
  );
}

async function ungzipped(path: string, file: Named['file']): Promise<ArrayBuffer> {
  if (!/\.gz$/i.test(path)) return file.arrayBuffer();
  const packed = new Blob([await file.arrayBuffer()]);
  return new Response(packed.stream().pipeThrough(new DecompressionStream('gzip')))
    .arrayBuffer()
    .catch(() => fail(path, new Error('is a damaged gzip file')));
}

function asArray(path: string, file: ArrayBuffer): NumberArray {
  try {
    return npyArray(file);
  } catch (error) {
    return fail(path, error as Error);
  }
}

function fail(path: string, { message }: Error): never {
  throw new Error(`${path} ${message}.`);
}
