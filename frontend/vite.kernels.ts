import { main } from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const REQUEST = /^(.*)\?(plain-)?kernels$/;
/** XORed with this mask the bytes compress best as text. */
const MASK = 109;
/** The most memory of a model: 512 MB, in pages of 64 kB. */
const MOST_PAGES = '8192';

/**
 * `import binary from './index.ts?kernels'`: AssemblyScript compiled to WebAssembly, embedded in the script as text,
 * since a page opened from file:// could not fetch a separate .wasm. `?plain-kernels` omits the functions that only the
 * full engine's operators use.
 */
export function kernels(): Plugin {
  return {
    name: 'latentwalk-kernels',
    enforce: 'pre',
    async load(id) {
      const [, source, plain] = REQUEST.exec(id) ?? [];
      if (!source) return null;
      let binary: Uint8Array | undefined;
      const { error, stderr } = await main(
        [
          source,
          '--baseDir',
          '/',
          '--runtime',
          'stub',
          '--enable',
          'simd',
          '--use',
          'abort=',
          '--use',
          `FULL=${plain ? 0 : 1}`,
          '-O3',
          '--converge',
          '--noAssert',
          '--maximumMemory',
          MOST_PAGES,
          '--outFile',
          'kernels.wasm',
        ],
        {
          writeFile: (name, contents) => {
            if (name.endsWith('.wasm')) binary = contents as Uint8Array;
          },
        },
      );
      if (error || !binary)
        throw new Error(`${error?.message ?? 'The kernels did not compile.'}\n${stderr.toString()}`);
      const text = JSON.stringify(String.fromCharCode(...binary.map((byte) => byte ^ MASK)));
      return `export default Uint8Array.from(${text}, (character) => character.charCodeAt(0) ^ ${MASK})`;
    },
  };
}
