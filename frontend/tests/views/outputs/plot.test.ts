import { expect, test, vi } from 'vitest';
import { parseOutput } from '../../../src/outputs/parse';
import Stage from '../../../src/views/Stage.svelte';
import { show, walked } from '../world';

// a page that was exported for images does not have the part
vi.mock('../../../src/views/late', () => ({ late: () => () => Promise.reject(new Error('missing')) }));

test.each([
  [{ kind: 'curve', length: 9 }, 'curve'],
  [{ kind: 'values', names: ['a', 'b'] }, 'sample'],
  [{ kind: 'points', count: 3 }, 'shape'],
])('a page without the view of %j shows its picture, and says so', async (json, one) => {
  const { explorer } = await walked({ output: parseOutput({ ...json, low: -1, high: 1 }) });
  const page = show(Stage, { explorer }, 300);
  await expect.element(page.getByText('a part of the page is missing')).toBeVisible();
  const canvas = page.getByLabelText(`The ${one} at this latent point`).element() as HTMLCanvasElement;
  await vi.waitFor(() => expect(canvas.width).toBeGreaterThan(200));
});
