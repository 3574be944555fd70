// Times the engine on a GPU against its WebAssembly, and compares the images: npm run bench:gpu [-- name ...]
// LATENTWALK_SOFTWARE=1 takes a GPU that the processor emulates, which shows whether images agree but not how fast.
import { copyFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { withTimingPage } from './browser.js';
import { withNetworks } from './folder.js';

const BATCHES = [1, 4, 16];
const ROUNDS = 15;
const software = Boolean(process.env.LATENTWALK_SOFTWARE);
const FLAGS = software
  ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']
  : ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--ignore-gpu-blocklist'];

function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1];
}

await withTimingPage(
  'benchGpu',
  async (page, folder, browser) => {
    const adapter = await page.evaluate(() => window.adapter());
    const emulated = adapter?.software;
    if (!adapter) console.log('no GPU: nothing to time');
    else {
      console.log(
        `${await browser.version()}, ${adapter.name}${emulated ? ', software adapter: times mean nothing' : ''}`,
      );
      const heads = BATCHES.map((batch) => `${batch} image${batch > 1 ? 's' : ''}`.padStart(12) + '     GPU   ratio');
      console.log(`${'network'.padEnd(18)}${heads.join('')}     start  difference`);
      await withNetworks(process.argv.slice(2), async (files) => {
        for (const file of files) {
          await copyFile(file, join(folder, 'network.onnx'));
          const { start, times } = await page.evaluate(
            ([batches, rounds]) => window.benchGpu('./network.onnx', batches, rounds),
            emulated ? [[1], 0] : [BATCHES, ROUNDS],
          );
          const cells = times.map(({ wasm, gpu }) => {
            const [one, other] = [median(wasm), median(gpu)];
            if (emulated) return '';
            return one.toFixed(2).padStart(12) + other.toFixed(2).padStart(8) + (one / other).toFixed(1).padStart(8);
          });
          const worst = Math.max(...times.map(({ difference, range }) => difference / range));
          console.log(
            `${basename(file, '.onnx').padEnd(18)}${cells.join('')}${start.toFixed(0).padStart(10)}` +
              worst.toExponential(1).padStart(12),
          );
        }
      });
      console.log(`milliseconds, medians; difference: of the largest value; load average ${loadavg()[0].toFixed(1)}`);
    }
  },
  ...FLAGS,
);
