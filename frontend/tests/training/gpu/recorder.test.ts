import { expect, test } from 'vitest';
import { Recorder } from '../../../src/training/gpu/recorder';

/** The floats that the parts of a product (m, n) fill, and whether it is split. */
function recorded(recorder: Recorder, m: number, n: number, k: number): { parts: number; split: boolean } {
  recorder.pack(0, 4 * n, 4, 16);
  recorder.multiply(0, 4 * k, 4, 16, 32, 4 * n, m, n, k, 0);
  const [product, joined] = recorder.take();
  return { parts: product!.grid[2] * m * n, split: Boolean(joined) };
}

test.each([
  ['of few dimensions', 12, 1568],
  ['of many dimensions', 600, 2048],
])('there is room for the parts of products %s with fewer items', (_, n, k) => {
  const parts = { need: 0, address: 0 };
  const recorder = new Recorder(() => [], parts);
  recorded(recorder, 128, n, k);
  const { need } = parts;
  for (let items = 1; items < 128; items++) {
    const { parts: filled, split } = recorded(recorder, items, n, k);
    if (split) expect(filled).toBeLessThanOrEqual(need);
  }
});
