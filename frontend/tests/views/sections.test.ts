import { expect, test, vi } from 'vitest';
import { parseOutput } from '../../src/outputs/parse';
import Explore from '../../src/views/Explore.svelte';
import { show, walked } from './world';

test.each([['image'], ['curve']])('the bar shows no small %s while the large one is in sight', async (kind) => {
  const curve = { output: parseOutput({ kind: 'curve', length: 9, low: -1, high: 1 }) };
  const { explorer } = await walked(kind === 'curve' ? curve : {});
  const page = show(Explore, { explorer, onfiles: () => undefined }, 390);
  // the view of a curve is loaded late
  if (kind === 'curve') await expect.element(page.getByRole('button', { name: 'CSV' })).toBeInTheDocument();
  const button = page.getByLabelText(`Back to the ${kind}`).element() as HTMLButtonElement;
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  await vi.waitFor(() => expect(button.tabIndex).toBe(-1));
});
