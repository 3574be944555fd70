import { incapable } from './errors';
import type { Kernels } from './runtime';

/** What vite.kernels.ts adds to each byte. */
const SHIFT = 40;

/**
 * Compiles kernels. They are part of the script, as text, so that a page that is one file needs nothing else; a separate
 * .wasm could not be fetched from file:// at all.
 */
export function compile(packed: string): Promise<WebAssembly.Module> {
  return WebAssembly.compile(Uint8Array.from(packed, (character) => character.charCodeAt(0) - SHIFT));
}

/** The kernels with a memory of their own. */
export async function kernels(compiled: Promise<WebAssembly.Module>): Promise<Kernels> {
  try {
    return (await WebAssembly.instantiate(await compiled)).exports as unknown as Kernels;
  } catch {
    incapable('This browser has no WebAssembly with SIMD.');
  }
}
