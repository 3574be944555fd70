import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { kernels } from './vite.kernels.ts';

export default defineConfig({
  plugins: [svelte(), kernels()],
  test: { include: ['tests/**/*.test.ts'], testTimeout: 60_000 },
});
