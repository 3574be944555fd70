// A headless Chromium, and a server for the pages that it visits.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright';
import { build } from 'vite';

const TYPES = {
  '.html': 'text/html',
  '.css': 'text/css',
  '.json': 'application/json',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

/** Starts the browser that LATENTWALK_CHROMIUM names, with more flags if they are given. */
export function launch(...flags) {
  return chromium.launch({
    executablePath: process.env.LATENTWALK_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}

/** Serves the files of a folder. `address` resolves with the server's URL. */
export function serve(folder) {
  const server = createServer(async ({ url }, response) => {
    const path = join(folder, new URL(url, 'http://localhost').pathname);
    const file = path.endsWith('/') ? join(path, 'index.html') : path;
    try {
      const body = await readFile(file);
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  const address = new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/`)),
  );
  return { address, close: () => server.close() };
}

/** Builds the timing page, instead of those of the configuration, into a folder. */
export async function buildTimingPage(folder) {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const input = join(here, 'index.html');
  await build({
    configFile: join(here, '../vite.config.ts'),
    logLevel: 'error',
    root: here,
    plugins: [{ name: 'only', config: ({ build }) => void (build.rolldownOptions.input = input) }],
    build: { outDir: folder, emptyOutDir: true, target: 'esnext' },
  });
}

/**
 * Opens the timing page in a browser with some flags, waits for one of its functions, and calls `work` with the page, the
 * folder from which it is served, and the browser.
 */
export async function withTimingPage(wanted, work, ...flags) {
  const folder = await mkdtemp(join(tmpdir(), 'latentwalk-timing-'));
  const server = serve(folder);
  const browser = await launch(...flags);
  try {
    await buildTimingPage(folder);
    const page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(await server.address);
    await page.waitForFunction(`window.${wanted}`);
    await work(page, folder, browser);
  } finally {
    await browser.close();
    server.close();
    await rm(folder, { recursive: true });
  }
}

/** The quantile of some numbers, one of them. */
export function quantile(list, share) {
  return list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))];
}
