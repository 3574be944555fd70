// Times training in the page, with one and two workers, beside PyTorch, TensorFlow.js and jax-js:
//   npm run bench:training [-- epochs]
// Python with torch and this package runs PyTorch; PYTHON names it.
import { execFileSync } from 'node:child_process';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile, withTimingPage } from './browser.js';
import { rivalSteps } from './training-rivals.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const [epochs = '8'] = process.argv.slice(2);
const PICTURES = 5000;
const STEPS = Math.ceil(PICTURES / 128);

function print(name, times) {
  const [least, middle] = [Math.min(...times), quantile(times, 0.5)];
  console.log(`${name.padEnd(52)}${middle.toFixed(2).padStart(8)} (least ${least.toFixed(2)}) s per epoch`);
}

await withTimingPage('benchTraining', async (page, _, browser) => {
  for (const workers of [1, 2]) {
    const run = ([count, many, all]) => window.benchTraining(count, many, all);
    const { seconds, onGpu } = await page.evaluate(run, [PICTURES, workers, Number(epochs)]);
    print(`page, workers: ${workers}${onGpu ? ', on the GPU' : ''}`, seconds);
    const python = [join(here, 'training.py'), `${workers}`, `${PICTURES}`, epochs];
    const text = execFileSync(process.env.PYTHON ?? 'python', python, { encoding: 'utf8' });
    print(`PyTorch, threads: ${workers}`, text.trim().split('\n').map(Number).slice(1));
  }
  for (const [name, times] of Object.entries(await rivalSteps(3)))
    if (times)
      print(
        `${name}, ${times.length} steps`,
        times.map((seconds) => STEPS * seconds),
      );
    else console.log(`${name}: not installed, see training-rivals.js`);
  console.log(
    `${await browser.version()}, medians; ${PICTURES} pictures of 28 x 28; ` +
      `${cpus().length} processors, load average ${loadavg()[0].toFixed(1)}`,
  );
});
