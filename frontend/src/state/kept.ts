import type { Numbers } from '../outputs/output';
import { DECODER, type Folder } from '../sources/folder';
import type { Placed, Stroke } from './placed';

const KEY = 'latentwalk-drawing';
/** The most bytes of a sample that is kept: a tab stores about five million characters. */
const MOST_BYTES = 3 * 2 ** 20;

/** What a tab keeps of a drawing while its page is loaded again. */
export interface Kept {
  placed: Placed | null;
  /** Whether the drawing pad is open. */
  sketching: boolean;
}

/** Where it is stored. */
type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** How it is stored. */
interface Stored {
  model: string;
  sketching: boolean;
  /** The bytes of the sample's numbers. */
  numbers: string;
  mean: number[];
  logvar: number[];
  strokes: readonly Stroke[];
}

const idOf = ({ name, hashes }: Folder): string => hashes[DECODER] ?? name;

/** Keeps a drawing for the next page of this tab; nothing if there is none. */
export function keep(folder: Folder, { placed: whole, sketching }: Kept, storage: Store = sessionStorage): void {
  const placed = whole && whole.sample.byteLength <= MOST_BYTES ? whole : null;
  // what was kept before is gone even if there is no room for more
  storage.removeItem(KEY);
  if (!placed && !sketching) return;
  const stored: Stored = {
    model: idOf(folder),
    sketching,
    numbers: placed ? textOf(placed.sample) : '',
    mean: Array.from(placed?.posterior.mean ?? []),
    logvar: Array.from(placed?.posterior.logvar ?? []),
    strokes: placed?.strokes ?? [],
  };
  storage.setItem(KEY, JSON.stringify(stored));
}

function textOf({ buffer, byteOffset, byteLength }: Numbers): string {
  return btoa(Array.from(new Uint8Array(buffer, byteOffset, byteLength), (byte) => String.fromCharCode(byte)).join(''));
}

/** The drawing that the page before this one kept for a model; null for none. */
export function kept(folder: Folder, storage: Store = sessionStorage): Kept | null {
  const text = storage.getItem(KEY);
  if (!text) return null;
  const { model, sketching, numbers, mean, logvar, strokes } = JSON.parse(text) as Stored;
  if (model !== idOf(folder)) return null;
  const { output, latentDim } = folder;
  const bytes = Uint8Array.from(atob(numbers), (character) => character.charCodeAt(0));
  const sample = output.pixels ? bytes : new Float32Array(bytes.buffer, 0, bytes.length >> 2);
  const fits = sample.length === output.size && mean.length === latentDim;
  const posterior = { mean: Float32Array.from(mean), logvar: Float32Array.from(logvar) };
  return { sketching, placed: fits ? { sample, posterior, strokes } : null };
}
