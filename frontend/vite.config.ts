import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { kernels } from './vite.kernels.ts';
import { wordless } from './vite.words.ts';

export default defineConfig({
  base: './',
  plugins: [svelte(), kernels(), wordless()],
  worker: { plugins: () => [kernels(), wordless()] },
  build: {
    outDir: process.env.LATENTWALK_STATIC ?? '../src/latentwalk/web/static',
    emptyOutDir: true,
  },
});
