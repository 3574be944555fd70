// Times the engine against onnxruntime-web on networks of many kinds, one thread each, by CPU time:
//   npm run bench:networks [-- seconds a network [name ...]]
// Python with torch makes the networks; PYTHON names it. Their folder is kept if LATENTWALK_NETWORKS names one.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as ort from 'onnxruntime-web/wasm';
import { build } from 'vite';
import { withNetworks } from './folder.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const [seconds = '4', ...names] = process.argv.slice(2);
const BATCHES = [1, 16];
/** Runs of one engine before the other's turn. */
const TURN = 8;

// older versions make slow code of fused multiply-adds
if (parseInt(process.versions.node) < 24) {
  console.error(`Node ${process.versions.node} compiles WebAssembly as no current browser does: use Node 24 or newer.`);
  process.exit(1);
}
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** The engine as a module for Node. */
async function engine() {
  const outDir = await mkdtemp(join(here, 'built-'));
  try {
    await build({
      configFile: join(here, '../vite.config.ts'),
      logLevel: 'error',
      build: { ssr: join(here, '../src/engine/full.ts'), outDir, minify: true, target: 'esnext' },
    });
    return await import(join(outDir, 'full.js'));
  } finally {
    await rm(outDir, { recursive: true });
  }
}

function median(list) {
  return list.toSorted((a, b) => a - b)[list.length >> 1];
}

/** Milliseconds of CPU that some work takes. */
async function timed(list, work) {
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  list.push((user + system) / 1000);
  return result;
}

/**
 * Both engines in turns of a few runs: noise affects both, and each finds its weights in the processor's cache where a
 * page, which runs one engine, would find them.
 */
async function compare(model, session, batch) {
  const [{ name, shape }] = model.inputs;
  const size = shape.slice(1).reduce((a, b) => a * b, 1);
  const z = Float32Array.from({ length: batch * size }, () => Math.random() + Math.random() + Math.random() - 1.5);
  const mine = () => model.run({ [name]: z }, batch);
  const feeds = { [session.inputNames[0]]: new ort.Tensor('float32', z, [batch, ...shape.slice(1)]) };
  const other = () => session.run(feeds);
  const [a] = Object.values(await mine());
  const b = (await other())[session.outputNames[0]].data;
  const difference = b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i])), 0);
  const [ours, theirs] = [[], []];
  const round = async () => {
    for (let i = 0; i < TURN; i++) await timed(ours, mine);
    for (let i = 0; i < TURN; i++) await timed(theirs, other);
  };
  await round();
  ours.length = theirs.length = 0;
  for (const until = Date.now() + seconds * 500; Date.now() < until || ours.length < 5;) await round();
  return { ours: median(ours), theirs: median(theirs), difference };
}

/** The results of one network, as a line of the table; its ratios are added to the list. */
async function line(load, path, ratios) {
  const bytes = await readFile(path);
  let row = basename(path, '.onnx').padEnd(18);
  const model = await load(new Uint8Array(bytes).buffer);
  const session = await ort.InferenceSession.create(new Uint8Array(bytes), { executionProviders: ['wasm'] });
  let worst = 0;
  for (const batch of BATCHES) {
    const { ours, theirs, difference } = await compare(model, session, batch);
    ratios.push(theirs / ours);
    worst = Math.max(worst, difference);
    row += ours.toFixed(2).padStart(12) + theirs.toFixed(2).padStart(10) + (theirs / ours).toFixed(2).padStart(8);
  }
  await session.release();
  return row + worst.toExponential(1).padStart(12);
}

await withNetworks(names, async (files) => {
  const { load } = await engine();
  console.log(`CPU ms, median, one thread; ratio: onnxruntime-web / engine; load average ${loadavg()[0].toFixed(1)}`);
  const heads = BATCHES.map((batch) => `${batch} image${batch > 1 ? 's' : ''}`.padStart(12));
  console.log(`${'network'.padEnd(18)}${heads.map((head) => `${head}   ort-web   ratio`).join('')}  difference`);
  const ratios = [];
  for (const file of files) console.log(await line(load, file, ratios));
  console.log(
    `median ratio ${median(ratios).toFixed(2)}, least ${Math.min(...ratios).toFixed(2)}; ` +
      `load average ${loadavg()[0].toFixed(1)}`,
  );
});
