import { main } from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const SHIFT = 40;
const REQUEST = /^(.*)\?(plain-)?kernels$/;

/**
 * `import packed from './index.ts?kernels'`: AssemblyScript compiled to WebAssembly, each byte as the character that is
 * SHIFT above it, round the circle of 256. Most are then printable, and the page's own compression does the rest.
 * `?plain-kernels` leaves the functions out that only the full engine's operators use.
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
          source, '--baseDir', '/', '--runtime', 'stub', '--enable', 'simd', '--use', 'abort=', '--use', `FULL=${plain ? 0 : 1}`,
          '-O3', '--converge', '--noAssert', '--outFile', 'kernels.wasm',
        ],
        { writeFile: (name, contents) => { if (name.endsWith('.wasm')) binary = contents as Uint8Array; } },
      );
      if (error || !binary) throw new Error(`${error?.message ?? 'The kernels did not compile.'}\n${stderr.toString()}`);
      return `export default ${JSON.stringify(String.fromCharCode(...binary.map((byte) => byte + SHIFT)))}`;
    },
  };
}
