// Times the page's decoder with one worker and with one for each core, in headless Chromium:
//   npm run bench:cores [-- name ...]
import { copyFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { quantile, withTimingPage } from './browser.js';
import { withNetworks } from './folder.js';

const IMAGES = 66;
const ROUNDS = 25;
const cores = availableParallelism();

await withTimingPage('benchCores', async (page, folder, browser) => {
  console.log(`${await browser.version()}, ms for ${IMAGES} images, medians; load average ${loadavg()[0].toFixed(1)}`);
  console.log(`${'network'.padEnd(18)}${'1 core'.padStart(10)}${`${cores} cores`.padStart(10)}${'ratio'.padStart(8)}`);
  await withNetworks(process.argv.slice(2), async (files) => {
    for (const file of files) {
      await copyFile(file, join(folder, 'network.onnx'));
      const times = await page.evaluate(
        (given) => window.benchCores('./network.onnx', ...given),
        [IMAGES, cores, ROUNDS],
      );
      const [one, all] = times.map((list) => quantile(list, 0.5));
      console.log(
        basename(file, '.onnx').padEnd(18) +
          one.toFixed(2).padStart(10) +
          all.toFixed(2).padStart(10) +
          (one / all).toFixed(2).padStart(8),
      );
    }
  });
  console.log(`load average ${loadavg()[0].toFixed(1)}`);
});
