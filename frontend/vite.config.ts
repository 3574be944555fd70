import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { kernels } from './vite.kernels.ts';

export default defineConfig({
  base: './',
  plugins: [svelte(), kernels()],
  worker: { plugins: () => [kernels()] },
  build: {
    outDir: process.env.LATENTWALK_STATIC ?? '../src/latentwalk/web/static',
    emptyOutDir: true,
  },
});
