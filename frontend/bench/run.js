// Times the engine against onnxruntime-web in one headless Chromium: npm run bench [-- model.onnx [milliseconds a batch [batches]]]
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { buildTimingPage, launch, quantile, serve } from './browser.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const [model = join(here, '../tests/fixtures/decoder-script.onnx'), budget = '4000', batches = '1,100,400,900'] =
  process.argv.slice(2);
const VISITS = 15;
const PARTS = ['plain', 'full'];

const folder = await mkdtemp(join(tmpdir(), 'latentwalk-bench-'));
const server = serve(folder);
let browser;
try {
  // the timing page, the real page with a model, and the two workers of the engine, to measure their size
  const config = { configFile: join(here, '../vite.config.ts'), logLevel: 'error' };
  await buildTimingPage(folder);
  await build({ ...config, root: join(here, '..'), build: { outDir: join(folder, 'page') } });
  const weights = {};
  for (const part of PARTS) {
    const worker = join(here, `../src/engine/${part}.worker.ts`);
    const { output } = await build({ ...config, build: { write: false, rolldownOptions: { input: worker } } });
    const { fileName, imports } = output.find(({ facadeModuleId }) => facadeModuleId === worker);
    const chunks = output.filter((one) => one.fileName === fileName || imports.includes(one.fileName));
    weights[part] = gzipSync(chunks.map(({ code }) => code).join('\n'), { level: 9 }).length;
  }
  await copyFile(model, join(folder, 'model.onnx'));
  const served = join(folder, 'page/models/0');
  await mkdir(served, { recursive: true });
  await copyFile(model, join(served, 'decoder.onnx'));
  const address = await server.address;
  browser = await launch();
  const page = await browser.newPage();
  page.on('pageerror', (error) => console.error(error.message));
  await page.goto(address);
  await page.waitForFunction('window.bench');
  const { times, start, size, image } = await page.evaluate(
    ([list, ms]) => window.bench('./model.onnx', list, ms),
    [batches.split(',').map(Number), Number(budget)],
  );

  console.log(
    `${await browser.version()}, ms from posting to result: median (99th percentile); load average ${loadavg()[0].toFixed(1)}`,
  );
  const cell = (list) => `${quantile(list, 0.5).toFixed(2)} (${quantile(list, 0.99).toFixed(2)})`.padStart(18);
  console.log(
    `${'images'.padStart(8)}${'engine, floats'.padStart(18)}${'engine, bytes'.padStart(18)}${'onnxruntime-web'.padStart(18)}${'ratio'.padStart(8)}${'rounds'.padStart(8)}${'difference'.padStart(12)}`,
  );
  for (const { batch, ours, bytes, rival, difference } of times) {
    const ratio = (quantile(rival, 0.5) / quantile(ours, 0.5)).toFixed(1);
    console.log(
      `${String(batch).padStart(8)}${cell(ours)}${cell(bytes)}${cell(rival)}${ratio.padStart(8)}${String(ours.length).padStart(8)}${difference.toExponential(1).padStart(12)}`,
    );
  }
  // visits are timed in a fresh browser, without garbage to collect
  await browser.close();
  browser = await launch();
  const hash = createHash('sha256')
    .update(await readFile(model))
    .digest('hex');
  await writeFile(
    join(served, 'latentwalk.json'),
    JSON.stringify({
      format: 1,
      name: 'benchmark',
      latent_dim: size,
      image: { ...image, low: -1, high: 1 },
      files: { 'decoder.onnx': hash },
    }),
  );
  const visits = [];
  for (let i = 0; i < VISITS; i++) {
    const visitor = await (await browser.newContext()).newPage();
    await visitor.goto(`${address}page/`);
    await visitor.waitForFunction(() => performance.getEntriesByName('first-image').length);
    visits.push(await visitor.evaluate(() => performance.getEntriesByName('first-image')[0].startTime));
    await visitor.context().close();
  }

  console.log(
    `the engine, script and kernels, gzipped: ${weights.plain} bytes for a plain model, ${weights.full} for any other`,
  );
  console.log(
    `from opening the page to its first image, ${VISITS} visits: ${cell(visits).trim()} ms; load average ${loadavg()[0].toFixed(1)}`,
  );
  console.log(
    `from opening the file to the first image, same page, worker and all: engine ${start.ours.toFixed(0)} ms, onnxruntime-web ${start.rival.toFixed(0)} ms`,
  );
} finally {
  await browser?.close();
  server.close();
  await rm(folder, { recursive: true });
}
