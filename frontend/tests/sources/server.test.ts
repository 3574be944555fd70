import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ServerSource } from '../../src/sources/server';

const page = { hidden: false };
/** Whether the server answers. */
let alive: boolean;
const fetched = vi.fn(async () => {
  if (!alive) throw new TypeError('Failed to fetch');
  return new Response(null, { status: 204 });
});
const changed = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  vi.stubGlobal('fetch', fetched);
  [page.hidden, alive] = [false, true];
  fetched.mockClear();
  changed.mockClear();
  new ServerSource('http://127.0.0.1:8765/lab/').watch(changed);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const seconds = (n: number): Promise<unknown> => vi.advanceTimersByTimeAsync(1000 * n);

test('a server that answers is not lost', async () => {
  await seconds(11);
  expect(fetched).toHaveBeenCalledTimes(5);
  expect(fetched.mock.calls[0]).toEqual([new URL('http://127.0.0.1:8765/lab/alive'), expect.anything()]);
  expect(changed).not.toHaveBeenCalled();
});

test('a server that is gone is reported once, and so is its return', async () => {
  alive = false;
  await seconds(7);
  expect(changed.mock.calls).toEqual([[true]]);
  alive = true;
  await seconds(7);
  expect(changed.mock.calls).toEqual([[true], [false]]);
});

test('a hidden page does not ask', async () => {
  page.hidden = true;
  await seconds(20);
  expect(fetched).not.toHaveBeenCalled();
  page.hidden = false;
  await seconds(3);
  expect(fetched).toHaveBeenCalledOnce();
});
