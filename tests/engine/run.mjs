/** Runs the cases in a folder with the engine, built for Node: see running.py. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = process.argv[2];
const frontend = fileURLToPath(new URL('../../frontend/', import.meta.url));
const vite = createRequire(frontend).resolve('vite');

async function engine() {
  const { build } = await import(pathToFileURL(vite));
  await build({
    root: frontend,
    configFile: join(frontend, 'vite.config.ts'),
    logLevel: 'error',
    build: {
      ssr: join(frontend, 'src/engine/full.ts'),
      outDir: join(folder, 'engine'),
      emptyOutDir: false,
      rolldownOptions: { output: { entryFileNames: 'full.mjs' } },
    },
  });
  return import(pathToFileURL(join(folder, 'engine/full.mjs')));
}

const { load } = await engine();
const file = readFileSync(join(folder, 'cases.bin'));
const bytes = ([start, length]) => file.buffer.slice(file.byteOffset + start, file.byteOffset + start + length);
const results = [];
const chunks = [];
let written = 0;
for (const { model, batch, inputs } of JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'))) {
  try {
    const loaded = await load(bytes(model));
    const given = Object.entries(inputs).map(([name, at]) => [name, new Float32Array(bytes(at))]);
    const found = loaded.run(Object.fromEntries(given), batch);
    const outputs = {};
    for (const { name, shape } of loaded.outputs) {
      const whole = shape.with(0, batch);
      outputs[name] = [written, found[name].length, whole];
      chunks.push(Buffer.from(found[name].buffer, found[name].byteOffset, found[name].byteLength));
      written += found[name].length;
    }
    results.push({ outputs });
  } catch (error) {
    results.push({ error: error.name, message: error.message });
  }
}
writeFileSync(join(folder, 'results.bin'), Buffer.concat(chunks));
writeFileSync(join(folder, 'results.json'), JSON.stringify(results));
