import { holdsModel } from '../../sources/files';
import type { Named } from '../../training/reading/sources';

/** Files that hold arrays of pictures, and those that may hold one sample of another kind instead. */
const ARRAYS = /(\.npz|idx\d-ubyte(\.gz)?)$/i;
const ARRAY = /\.npy$/i;
const PICTURE = /\.(png|jpe?g|webp|gif|bmp|avif)$/i;

/**
 * Whether files are a data set to train on, and not something to open or to place in a latent space.
 *
 * @param ofImages whether the open model is of images: a sample of anything else may be in an .npy.
 */
export async function isDataSet(files: readonly File[], ofImages: boolean): Promise<boolean> {
  if (areMany(files, ofImages)) return true;
  const [file, ...others] = files;
  return Boolean(file && !others.length && /\.zip$/i.test(file.name) && !(await holdsModel(file)));
}

function areMany(files: readonly File[], ofImages: boolean): boolean {
  const pictures = files.filter(({ name }) => PICTURE.test(name)).length;
  return pictures > 1 || files.some(({ name }) => ARRAYS.test(name) || (ofImages && ARRAY.test(name)));
}

/** Chosen files with their paths in the folder that was chosen. */
export function named(files: readonly File[]): Named[] {
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/**
 * The data set that was dropped, with the contents of folders; null if it is none, as for `isDataSet`. To be called
 * during the event.
 */
export function dropped(transfer: DataTransfer, ofImages = true): Promise<Named[]> | null {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const files = [...transfer.files];
  if (!entries.some(({ isDirectory }) => isDirectory))
    return areMany(files, ofImages) ? Promise.resolve(named(files)) : null;
  return Promise.all(entries.map(filesIn)).then((all) => all.flat());
}

async function filesIn(entry: FileSystemEntry): Promise<Named[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const inside: FileSystemEntry[] = [];
  // a reader returns some of the entries each time, and none at the end
  for (let some; (some = await entriesOf(reader)).length;) inside.push(...some);
  const all = await Promise.all(inside.map(filesIn));
  return all.flat();
}

function entriesOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}
