import { main } from 'assemblyscript/asc';
import type { Plugin } from 'vite';

const REQUEST = /^(.*)\?(plain-)?kernels$/;
/** XORed with this mask the bytes compress best as text. */
const MASK = 109;
/** Bytes of a piece of a binary. */
const PIECE = 4096;
/** The most memory of a model: 512 MB, in pages of 64 kB. */
const MOST_PAGES = '8192';

/** What was compiled, by what was asked for: builds and tests have several servers, workers and projects. */
const compiled = new Map<string, Promise<Uint8Array>>();

/**
 * `import binaries from './index.ts?kernels'`: AssemblyScript compiled to WebAssembly, with fused multiply-adds for
 * browsers that have them, and without. The binaries are embedded in the script as text, since a page opened from
 * file:// could not fetch a separate .wasm. `?plain-kernels` omits the functions that only the full engine's operators
 * use.
 */
export function kernels(): Plugin {
  return {
    name: 'latentwalk-kernels',
    enforce: 'pre',
    async load(id) {
      const [, source, plain] = REQUEST.exec(id) ?? [];
      if (!source) return null;
      const binaries = await Promise.all([1, 0].map((relaxed) => once(source, plain ? 0 : 1, relaxed)));
      // pieces of both in turn: the second compresses to what differs only where it is near the first
      const count = Math.ceil(Math.max(...binaries.map(({ length }) => length)) / PIECE);
      const pieces = Array.from({ length: count }, (_, i) =>
        binaries.map((bytes) => masked(bytes.subarray(i * PIECE, (i + 1) * PIECE))),
      );
      return `const pieces = ${JSON.stringify(pieces)};
        export default [0, 1].map((at) =>
          Uint8Array.from(pieces.map((both) => both[at]).join(''), (character) => character.charCodeAt(0) ^ ${MASK}));`;
    },
  };
}

function masked(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.map((byte) => byte ^ MASK));
}

function once(source: string, full: number, relaxed: number): Promise<Uint8Array> {
  const key = `${source} ${full} ${relaxed}`;
  const binary = compiled.get(key) ?? compile(source, full, relaxed);
  compiled.set(key, binary);
  return binary;
}

async function compile(source: string, full: number, relaxed: number): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  const options = {
    baseDir: '/',
    runtime: 'stub',
    enable: 'simd,relaxed-simd',
    use: ['abort=', `FULL=${full}`, `RELAXED=${relaxed}`],
    maximumMemory: MOST_PAGES,
    outFile: 'kernels.wasm',
  };
  const list = Object.entries(options).flatMap(([name, value]) => [value].flat().flatMap((one) => [`--${name}`, one]));
  const { error, stderr } = await main([source, ...list, '-O3', '--converge', '--noAssert'], {
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents as Uint8Array;
    },
  });
  if (error || !binary) throw new Error(`${error?.message ?? 'The kernels did not compile.'}\n${stderr.toString()}`);
  return binary;
}
