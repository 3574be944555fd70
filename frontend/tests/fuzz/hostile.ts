import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect } from 'vitest';
import { EngineError } from '../../src/engine/errors';

/**
 * What no input may do to the page: crash it with anything but a sentence, keep it busy for two seconds, or take a
 * gigabyte. CI tries few inputs, the same ones each time; `LATENTWALK_FUZZ=500` tries as many times more, and writes into
 * the folder LATENTWALK_FUZZ_FIGURES what came of them (trials/fuzz_page.mjs does both).
 */
const FACTOR = Number(process.env.LATENTWALK_FUZZ ?? 1);
const FIGURES = process.env.LATENTWALK_FUZZ_FIGURES;
if (FIGURES) mkdirSync(FIGURES, { recursive: true });
/** All inputs are derived from it. */
const SEED = Number(process.env.LATENTWALK_FUZZ_SEED ?? 1);
const MOST_MILLISECONDS = 2000;
const MOST_BYTES = 2 ** 30;

/** Messages of the JavaScript engine and its libraries, which indicate a missing check. */
const NATIVE =
  /undefined|not a function|not iterable|Cannot (?:read|set|convert|mix|destructure|use|access)|Invalid (array|typed|atomic|time|count)|out[ -]of[ -](bounds|range|memory)|outside the bounds|must be (?:less|greater|a multiple)|call stack|allocation failed|BigInt|primitive|'in' operator|" is not valid JSON|Unexpected (token|end)|JSON at|URI malformed|\[object|unreachable/;

/** The message that an error must have for users. */
export function sentenceOf(error: unknown): string {
  const { constructor, message, stack } = error as Error;
  if (constructor !== Error && constructor !== EngineError)
    throw new Error(`Not an error for users: ${stack ?? String(error)}`, { cause: error });
  expect(message).toMatch(/^[^\n]+[.?]$/);
  expect(message).not.toMatch(NATIVE);
  return message;
}

const PEAK = '/proc/self/clear_refs';
/** Bytes left by earlier inputs that trigger garbage collection, so that they do not count for the next one. */
const LITTER = 300 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Inputs after which garbage is collected in any case. */
const SOME = 100;
let inputs = 0;
let clean = process.memoryUsage.rss();

/** Begins to measure the memory of an input; what it returns says how many bytes the process had more at its peak, where the system can tell. */
function memory(): () => number {
  // the collector does not see the size of WebAssembly memories
  if (process.memoryUsage.rss() > clean + LITTER || ++inputs % SOME === 0) {
    collect();
    clean = process.memoryUsage.rss();
  }
  const before = process.memoryUsage.rss();
  if (!existsSync(PEAK)) return () => process.memoryUsage.rss() - before;
  writeFileSync(PEAK, '5');
  return () => 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) - before;
}

interface Figures {
  name: string;
  inputs: number;
  accepted: number;
  refused: number;
  slowest: number;
  /** Peak bytes of one input. */
  largest: number;
}

/** `use` accepts each input or rejects it with a sentence; `runs` is the number in CI. */
export async function endures<T>(
  name: string,
  inputs: fc.Arbitrary<T>,
  use: (input: T) => unknown,
  runs = 100,
): Promise<void> {
  const figures: Figures = { name, inputs: 0, accepted: 0, refused: 0, slowest: 0, largest: 0 };
  /** The milliseconds that an input takes; `tried` counts it. */
  async function timed(input: T, tried: (outcome: 'accepted' | 'refused') => void): Promise<number> {
    const [began, busy] = [performance.now(), process.cpuUsage()];
    try {
      await use(input);
      tried('accepted');
    } catch (error) {
      sentenceOf(error);
      tried('refused');
    }
    const { user, system } = process.cpuUsage(busy);
    // CPU time, since other processes may use the machine
    return Math.min(performance.now() - began, (user + system) / 1000);
  }
  const property = fc.asyncProperty(inputs, async (input) => {
    // logged first, since a crashed process loses its input
    if (FIGURES && input instanceof Uint8Array) writeFileSync(join(FIGURES, 'last'), input);
    const taken = memory();
    let took = await timed(input, (outcome) => figures[outcome]++);
    figures.inputs++;
    figures.largest = Math.max(figures.largest, taken());
    // CPU time grows, too, while another process uses the same core's units: a slow input is slow twice
    if (took > MOST_MILLISECONDS) took = Math.min(took, await timed(input, () => undefined));
    figures.slowest = Math.max(figures.slowest, took);
    if (figures.slowest > MOST_MILLISECONDS) throw new Error(`An input took ${figures.slowest.toFixed(0)} ms.`);
    if (figures.largest > MOST_BYTES) throw new Error(`An input took ${figures.largest} bytes.`);
  });
  await fc.assert(property, {
    numRuns: runs > 1 ? Math.ceil(runs * FACTOR) : 1,
    seed: SEED,
    endOnFailure: FACTOR > 1,
    interruptAfterTimeLimit: undefined,
  });
  if (FIGURES) {
    writeFileSync(join(FIGURES, `${name.replaceAll(/\W+/g, '-')}.json`), JSON.stringify(figures));
  }
}
