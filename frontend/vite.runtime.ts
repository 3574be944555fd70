import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const WASM = 'ort-wasm-simd-threaded.wasm';

/**
 * Leaves ONNX Runtime's WebAssembly out of the script, which receives its bytes: a single-file page could not fetch it.
 */
export function withoutWasm(): Plugin {
  return {
    name: 'latentwalk-without-wasm',
    enforce: 'pre',
    transform(code, id) {
      if (!/onnxruntime-web.*\.mjs/.test(id)) return null;
      return {
        code: code.replaceAll(/new URL\("ort[\w.-]+",\s*import\.meta\.url\)/g, 'new URL("about:blank")'),
        map: null,
      };
    },
  };
}

/** Writes it beside the scripts, gzipped. */
export function wasm(): Plugin {
  return {
    name: 'latentwalk-runtime',
    generateBundle() {
      const file = createRequire(import.meta.url).resolve('onnxruntime-web/wasm');
      const folder = file.slice(0, file.lastIndexOf('/'));
      this.emitFile({
        type: 'asset',
        fileName: 'runtime.wasm.gz',
        source: gzipSync(readFileSync(`${folder}/${WASM}`), { level: 9 }),
      });
    },
  };
}

/** The version of the packed ONNX Runtime. */
export function version(): string {
  const file = createRequire(import.meta.url).resolve('onnxruntime-web/wasm');
  const manifest = readFileSync(`${file.slice(0, file.lastIndexOf('/dist/'))}/package.json`, 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
