import { expect, test } from 'vitest';
import Curves from '../../../src/views/path/Curves.svelte';
import { show, walked } from '../world';

test('each curve can be chosen', async () => {
  const { explorer } = await walked();
  const page = show(Curves, { explorer });
  for (const [name, curve] of [
    ['slerp', 'slerp'],
    ['even', 'even'],
    ['through data', 'data'],
  ]) {
    await page.getByRole('button', { name: name! }).click();
    expect(explorer.view.curve).toBe(curve);
  }
});

test('a path through the data needs some, and says so', async () => {
  const { explorer } = await walked({ data: null });
  const button = show(Curves, { explorer }).getByRole('button', { name: 'through data' });
  await expect.element(button).toBeDisabled();
  await expect.element(button).toHaveAttribute('title', expect.stringContaining('needs encoded data'));
});

test('too many dimensions have only the curves of the points', async () => {
  const { explorer } = await walked({ data: null, latentDim: 600, presets: [] });
  const page = show(Curves, { explorer });
  for (const name of ['even', 'through data'])
    await expect
      .element(page.getByRole('button', { name }))
      .toHaveAttribute('title', expect.stringContaining('at most 512 dimensions, and this model has 600'));
});
