import { EngineError } from './errors';
import type { Kernels } from './runtime';

/**
 * Compiles kernels. They are part of the script, deflated and in base64, so that a page that is one file needs
 * nothing else; a separate .wasm could not be fetched from file:// at all.
 */
export async function compile(packed: string): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return WebAssembly.compile(await new Response(stream).arrayBuffer());
}

/** The kernels with a memory of their own. */
export async function kernels(compiled: Promise<WebAssembly.Module>): Promise<Kernels> {
  try {
    return (await WebAssembly.instantiate(await compiled)).exports as unknown as Kernels;
  } catch {
    throw new EngineError('UnsupportedBrowser', 'This browser has no WebAssembly with SIMD.');
  }
}
