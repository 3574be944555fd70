// A headless Chromium, and a server for the pages that it visits.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium } from 'playwright';

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

/** Builds this page instead of those of the configuration. */
export function only(page) {
  return { name: 'only', config: ({ build }) => void (build.rolldownOptions.input = page) };
}
