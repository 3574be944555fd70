import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { kernels } from './vite.kernels.ts';
import { licences } from './vite.licences.ts';
import { plain } from './vite.plain.ts';

export default defineConfig({
  base: './',
  plugins: [svelte(), kernels(), plain(), licences()],
  worker: { plugins: () => [kernels(), plain()] },
  build: {
    outDir: process.env.LATENTWALK_STATIC ?? '../src/latentwalk/web/static',
    emptyOutDir: true,
    rolldownOptions: { input: ['index.html', 'gallery.html'] },
  },
});
