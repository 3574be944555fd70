/**
 * Hostile files, links and messages against what reads them in the page, many times as many as the tests try.
 *
 *     cd frontend && npm run fuzz            # 300,000 inputs
 *     npm run fuzz -- 100 7                  # a hundred times those of CI, which follow from the seed 7
 *
 * Each input must be taken or refused in a sentence, within two seconds and a gigabyte (frontend/tests/fuzz/hostile.ts):
 * the first that is not fails the run, and is printed. What is found is kept in frontend/tests/fuzz/found. Prints the figures of docs/trust.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [times = '30', seed = '1'] = process.argv.slice(2);
const frontend = fileURLToPath(new URL('../frontend', import.meta.url));
const figures = mkdtempSync(join(tmpdir(), 'latentwalk-fuzz-'));
const MEGABYTE = 2 ** 20;

try {
  const env = { ...process.env, LATENTWALK_FUZZ: times, LATENTWALK_FUZZ_SEED: seed, LATENTWALK_FUZZ_FIGURES: figures };
  // one file after the other, each in a process of its own: memory and time are then an input's
  const { status } = spawnSync(
    process.execPath,
    [join(frontend, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'logic', '--no-file-parallelism', '--testTimeout', '10000000', 'tests/fuzz'],
    { cwd: frontend, env, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const rows = readdirSync(figures).filter((name) => name.endsWith('.json')).map((name) => JSON.parse(readFileSync(join(figures, name), 'utf8')));
  const groups = new Map();
  for (const { name, inputs, accepted, refused, slowest, largest } of rows) {
    const group = name.split(',')[0];
    const sum = groups.get(group) ?? { inputs: 0, accepted: 0, refused: 0, slowest: 0, largest: 0 };
    groups.set(group, {
      inputs: sum.inputs + inputs, accepted: sum.accepted + accepted, refused: sum.refused + refused,
      slowest: Math.max(sum.slowest, slowest), largest: Math.max(sum.largest, largest),
    });
  }
  console.log('| what | tried | taken | refused in a sentence | slowest, ms | most memory, MB |\n|---|---|---|---|---|---|');
  const line = (name, { inputs, accepted, refused, slowest, largest }) =>
    console.log(`| ${name} | ${inputs.toLocaleString('en')} | ${accepted.toLocaleString('en')} | ${refused.toLocaleString('en')} | ${slowest.toFixed(0)} | ${(largest / MEGABYTE).toFixed(0)} |`);
  const all = { inputs: 0, accepted: 0, refused: 0, slowest: 0, largest: 0 };
  for (const [name, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    line(name, group);
    for (const key of ['inputs', 'accepted', 'refused']) all[key] += group[key];
    for (const key of ['slowest', 'largest']) all[key] = Math.max(all[key], group[key]);
  }
  line('all', all);
  process.exitCode = status ?? 1;
} finally {
  if (process.exitCode) console.log(`The file that was read last, if a process was lost: ${join(figures, 'last')}`);
  else rmSync(figures, { recursive: true });
}
