import { adapterOf } from '../engine/gpu/adapter';
import type { Network } from '../engine/network';

/** Multiply-adds of an image from which the GPU is tried: the way there and back takes as long as so many. */
const HEAVY = 2 ** 25;

/** Whether a network computes so much that a GPU may be faster. */
export function isHeavy({ work }: Network): boolean {
  return work >= HEAVY;
}

/**
 * Opens a network on the GPU. Rejects with a sentence if that is not possible. The part of the engine for GPUs is
 * loaded only if there is a GPU.
 */
export async function openOnGpu(read: () => Promise<ArrayBuffer>): Promise<Network> {
  await adapterOf();
  const { Gpu } = await import('../engine/gpu/gpu').catch(() => {
    throw new Error('The part of the engine for GPUs could not be loaded.');
  });
  return Gpu.open(await read());
}
