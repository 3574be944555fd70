import { expect, test } from 'vitest';
import Progress from '../../src/views/Progress.svelte';
import { show } from './world';

test.each([
  [8.34, '8.3 ms'],
  [85.2, '85 ms'],
  [2340, '2.3 s'],
])('progress says how far rendering has come, and that an image takes %d ms', async (cost, text) => {
  const page = show(Progress, { rendering: { done: 38, total: 130, cost } });
  const line = page.getByRole('status');
  await expect.element(line).toHaveTextContent(`Rendering 38 of 130${text} each`);
  await expect.element(line).toHaveAttribute('title', `This model takes ${text} each`);
});
