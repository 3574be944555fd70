import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, runnerImport, type Plugin } from 'vite';
import { PANEL_KEYS } from './src/state/panels.ts';
import { kernels } from './vite.kernels.ts';
import { look } from './vite.look.ts';
import { plain } from './vite.plain.ts';
import { version, wasm, withoutWasm } from './vite.runtime.ts';

/**
 * Describes the scripts for the exporter: their names, their static imports, the engine's operators, and the panels.
 */
function contents(): Plugin {
  return {
    name: 'latentwalk-contents',
    async generateBundle(_, bundle) {
      // taken from the engine's own table, so that the list is never out of date
      const { module: engine } = await runnerImport<{ OPERATORS: object }>(
        `${import.meta.dirname}/src/engine/operators/index.ts`,
      );
      const { module: small } = await runnerImport<{ PLAIN: object }>(
        `${import.meta.dirname}/src/engine/operators/plain.ts`,
      );
      const { module: statistics } = await runnerImport<{ FEW: number }>(
        `${import.meta.dirname}/src/state/statistics.ts`,
      );
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      // what several modules share may have the name of one that is loaded by itself
      const named = (name: string): string =>
        chunks.find((chunk) => chunk.name === name && (chunk.isEntry || chunk.isDynamicEntry))!.fileName;
      const source = JSON.stringify({
        entry: named('entry'),
        loader: named('loader'),
        element: named('element'),
        lesson: named('lesson'),
        exercise: named('exercise'),
        train: named('Train'),
        training: named('Training'),
        timeline: named('Timeline'),
        kinds: named('parse'),
        plots: named('plots'),
        conditions: named('controls'),
        columns: named('columns'),
        figures: named('figures'),
        originals: named('originals'),
        predictor: named('predictor'),
        network: named('network'),
        noise: named('noise'),
        summary: named('summary.worker'),
        diagnosis: named('diagnosis'),
        summaryAbove: statistics.FEW,
        runtime: named('client'),
        runtimeVersion: version(),
        // what each module loads, at once or late
        chunks: Object.fromEntries(
          chunks.map(({ fileName, imports, dynamicImports }) => [fileName, [...imports, ...dynamicImports]]),
        ),
        operators: Object.keys(engine.OPERATORS).sort(),
        plainOperators: Object.keys(small.PLAIN).sort(),
        fullEngine: named('full.worker'),
        gpu: named('gpu'),
        panels: PANEL_KEYS,
      });
      this.emitFile({ type: 'asset', fileName: 'share.json', source });
    },
  };
}

/** The page for `latentwalk export`: self-contained modules, and the loader that unpacks them in a single-file page. */
export default defineConfig({
  base: './',
  plugins: [
    look(),
    svelte({ compilerOptions: { css: 'injected', discloseVersion: false } }),
    kernels(),
    plain(),
    wasm(),
    contents(),
  ],
  worker: { plugins: () => [kernels(), plain(), withoutWasm()] },
  build: {
    outDir: `${process.env.LATENTWALK_STATIC ?? '../src/latentwalk/web/static'}/share`,
    emptyOutDir: true,
    copyPublicDir: false,
    modulePreload: false,
    rolldownOptions: {
      input: { entry: 'src/share/entry.ts', loader: 'src/share/loader.ts', element: 'src/share/element.ts' },
      output: {
        entryFileNames: '[name]-[hash].js',
        chunkFileNames: '[name]-[hash].js',
        assetFileNames: '[name]-[hash][extname]',
      },
    },
  },
});
