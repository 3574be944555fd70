// Times the geometry of `mnist` in headless Chromium: npm run bench:geometry [-- rounds]
import { cp, readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quantile, withTimingPage } from './browser.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const [rounds = '20'] = process.argv.slice(2);
const NAMES = {
  metric: 'metric at a point',
  ellipses: '144 ellipses of equal change',
  magnification: 'magnification at 64 x 64 places',
  even: 'even path of 24 segments',
  graph: 'first path through the data, with the graph of 10,000 codes',
  data: 'further paths through the data',
  second: 'second network at 64 x 64 places',
  across: 'nearest point of another class',
};

await withTimingPage('benchGeometry', async (page, folder, browser) => {
  await cp(join(here, '../../src/latentwalk/gallery/mnist'), join(folder, 'mnist'), { recursive: true });
  await addPredictor(join(folder, 'mnist'));
  const times = await page.evaluate((count) => window.benchGeometry('./mnist', count), Number(rounds));
  for (const [key, list] of Object.entries(times))
    console.log(
      `${NAMES[key].padEnd(60)}${quantile(list, 0.5).toFixed(1).padStart(8)} (${quantile(list, 0.9).toFixed(1)}) ms`,
    );
  console.log(
    `${await browser.version()}, medians (90th percentiles), ${rounds} rounds; load average ${loadavg()[0].toFixed(1)}`,
  );
});

/** Adds the classifier of digits that Latentwalk ships to a folder. */
async function addPredictor(mnist) {
  const file = join(here, '../../src/latentwalk/evaluation/classifier.onnx');
  await cp(file, join(mnist, 'predictor.onnx'));
  const path = join(mnist, 'latentwalk.json');
  const manifest = JSON.parse(await readFile(path, 'utf8'));
  manifest.files['predictor.onnx'] = '';
  manifest.predictor = {
    names: manifest.classes,
    returns: 'logits',
    shape: [1, 28, 28],
    low: [-1],
    high: [1],
    output: 'logits',
  };
  await writeFile(path, JSON.stringify(manifest));
}
