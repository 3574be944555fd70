import { defineConfig } from 'vite';
import { kernels } from './vite.kernels.ts';

export default defineConfig({
  base: './',
  plugins: [kernels()],
  worker: { plugins: () => [kernels()] },
  build: {
    outDir: process.env.LATENTWALK_STATIC ?? '../src/latentwalk/web/static',
    emptyOutDir: true,
  },
});
