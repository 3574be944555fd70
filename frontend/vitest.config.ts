import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { browser } from './tests/browser.ts';
import { Slowest } from './tests/slowest.ts';
import { drag, turn } from './tests/views/commands.ts';
import { kernels } from './vite.kernels.ts';

/** Components and the GPU's kernels are tested in a browser. */
const COMPONENTS = 'tests/views/**/*.test.ts';
/** Tests of whole pages: they change what others share, such as the address, or need parts that are not loaded yet. */
const PAGES = ['tests/views/lesson/*.test.ts', 'tests/views/outputs/plot.test.ts'];
const GPU = 'tests/gpu/**/*.test.ts';
const executablePath = browser();
const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** A GPU that the processor emulates, so that the tests need none. */
const SOFTWARE = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** The engine in WebAssembly, mathematics, sources and state need no page. */
const logic = {
  extends: true as const,
  test: { name: 'logic', include: ['tests/**/*.test.ts'], exclude: [COMPONENTS, GPU], testTimeout: 60_000 },
};
/** Tests of components: in one page, so that modules are loaded once, or in a page for each file. */
const inBrowser = (name: string, include: string[], exclude: string[], isolate: boolean) => ({
  extends: true as const,
  // dependencies found during a test run would restart the tests, so they are bundled before
  optimizeDeps: { include: ['svelte', 'gifenc'] },
  test: {
    name,
    include,
    exclude,
    isolate,
    setupFiles: ['tests/views/setup.ts'],
    testTimeout: 30_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      // a browser may be slow to start beside other tests
      connectTimeout: 300_000,
      viewport: { width: 800, height: 700 },
      commands: { drag, turn },
      // animations end immediately
      provider: playwright({
        contextOptions: { reducedMotion: 'reduce' },
        launchOptions: { executablePath, args: FLAGS },
      }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
});
const components = [inBrowser('components', [COMPONENTS], PAGES, false), inBrowser('pages', PAGES, [], true)];
const gpu = {
  extends: true as const,
  test: {
    name: 'gpu',
    include: [GPU],
    // one page for all files, so that shaders are compiled once
    isolate: false,
    testTimeout: 60_000,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      connectTimeout: 300_000,
      provider: playwright({ launchOptions: { executablePath, args: [...FLAGS, ...SOFTWARE] } }),
      instances: [{ browser: 'chromium' as const }],
    },
  },
};

export default defineConfig({
  plugins: [svelte(), kernels()],
  test: { reporters: ['default', new Slowest()], projects: executablePath ? [logic, ...components, gpu] : [logic] },
});
