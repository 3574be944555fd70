import { COLUMNS } from '../../sources/folder';
import type { Explorer } from '../../state/explorer.svelte';
import { late } from '../late';

export const figures = late(() => import('./figures'));

/** Whether figures can be saved: single files of images with neither columns nor conditions do without, to be small. */
export function hasFigures({ output, folder }: Explorer): boolean {
  return !('latentwalk' in globalThis) || !output.fixed || COLUMNS in folder.hashes || folder.conditions.length > 0;
}
