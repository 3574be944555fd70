import { expect, test, vi } from 'vitest';
import { late } from '../../src/views/late';

test('a part is loaded once', async () => {
  const load = vi.fn(async () => 'part');
  const part = late(load);
  expect([await part(), await part()]).toEqual(['part', 'part']);
  expect(load).toHaveBeenCalledTimes(1);
});

test('what failed is tried again, and says what to check', async () => {
  const load = vi.fn(async () => 'part').mockRejectedValueOnce(new TypeError('Failed to fetch'));
  const part = late(load);
  await expect(part()).rejects.toThrow('a part of the page could not be loaded. Is the server still running?');
  expect(await part()).toBe('part');
});
