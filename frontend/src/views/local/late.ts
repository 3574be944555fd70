import type { Explorer } from '../../state/explorer.svelte';
import { late } from '../late';

/** What follows from how a sample changes at a place: its axes, and pulling the image. */
export const local = late(() => import('./local'));

/** Whether a sample has pixels of its own, by which it can be pulled. */
export const isPullable = ({ output }: Explorer): boolean => output.fixed;

/** Takes up the tool that pulls the image, or lays it down. */
export async function togglePull(explorer: Explorer): Promise<void> {
  try {
    const { pullOf } = await local();
    explorer.pull?.finish();
    explorer.pull = explorer.pull ? null : pullOf(explorer);
  } catch (error) {
    explorer.say((error as Error).message, true);
  }
}
