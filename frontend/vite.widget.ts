import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { kernels } from './vite.kernels.ts';
import { look } from './vite.look.ts';
import { plain } from './vite.plain.ts';

/** The page as one ES module for notebooks, with styles, workers and dynamic imports inlined. */
export default defineConfig({
  plugins: [look(), svelte({ compilerOptions: { css: 'injected' } }), kernels(), plain()],
  worker: { plugins: () => [kernels(), plain()] },
  build: {
    outDir: process.env.LATENTWALK_STATIC ?? '../src/latentwalk/web/static',
    emptyOutDir: false,
    copyPublicDir: false,
    lib: { entry: 'src/widget.ts', formats: ['es'], fileName: () => 'widget.js' },
    rolldownOptions: { output: { codeSplitting: false, minify: true } },
  },
});
