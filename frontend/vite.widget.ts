import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { kernels } from './vite.kernels.ts';
import { plain } from './vite.plain.ts';

/** The widget puts the look beside each page itself: what the page's own import would make is a file that no notebook loads. */
function look(): Plugin {
  return {
    name: 'latentwalk-look',
    enforce: 'pre',
    load: (id) => (id.endsWith('/views/look.css') ? { code: '', moduleType: 'js' } : null),
  };
}

/** The page as one ES module for notebooks: styles, workers and what the page loads late are all inside. */
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
