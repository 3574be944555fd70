import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Unhurried } from '../../src/views/spare';

let waiting: (() => void)[] = [];
let done: string[] = [];

beforeEach(() => {
  waiting = [];
  done = [];
  vi.stubGlobal('requestIdleCallback', (act: () => void) => waiting.push(act));
});
afterEach(() => vi.unstubAllGlobals());

/** The page has time to spare. */
async function idle(): Promise<void> {
  for (const act of waiting.splice(0)) act();
  await Promise.resolve();
  await Promise.resolve();
}

test('the newest is done when the page has time to spare', async () => {
  const unhurried = new Unhurried();
  for (const name of ['a', 'b', 'c']) unhurried.ask(() => done.push(name));
  expect([done, waiting.length]).toEqual([[], 1]);
  await idle();
  expect(done).toEqual(['c']);
  unhurried.ask(() => done.push('d'));
  await idle();
  expect(done).toEqual(['c', 'd']);
});

test('once closed, it does nothing', async () => {
  const unhurried = new Unhurried();
  unhurried.ask(() => done.push('a'));
  unhurried.close();
  await idle();
  expect(done).toEqual([]);
});
