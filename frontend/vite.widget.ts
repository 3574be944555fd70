import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFile } from 'node:fs/promises';
import { defineConfig, type Plugin } from 'vite';
import { kernels } from './vite.kernels.ts';
import { plain } from './vite.plain.ts';

const LOOK = /\/views\/look\.css$/;

/** A notebook loads one module and no stylesheet: the look goes into the document with the first widget. */
function look(): Plugin {
  return {
    name: 'latentwalk-look',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith('look.css')) return null;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return resolved && `\0${resolved.id}.js`;
    },
    async load(id) {
      const path = id.startsWith('\0') ? id.slice(1, -'.js'.length) : '';
      if (!LOOK.test(path)) return null;
      this.addWatchFile(path);
      const css = (await readFile(path, 'utf8')).replace(/\/\*.*?\*\//gs, '').replace(/\s+/g, ' ');
      return `const name = 'latentwalk-look';
if (!document.getElementById(name)) document.head.append(Object.assign(document.createElement('style'), { id: name, textContent: ${JSON.stringify(css)} }));`;
    },
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
