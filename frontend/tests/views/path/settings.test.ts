import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import Settings from '../../../src/views/path/Settings.svelte';
import { folder, show, walked } from '../world';

test('its curve, loop, pace and frames can be chosen', async () => {
  const { explorer } = await walked();
  explorer.begin({ ...explorer.view, pins: folder.presets.map(({ z }) => z) });
  const page = show(Settings, { explorer });
  await page.getByRole('button', { name: 'spline' }).click();
  await page.getByRole('button', { name: 'Loop' }).click();
  expect(explorer.view).toMatchObject({ curve: 'spline', loop: true });
  await expect.element(page.getByRole('button', { name: 'Loop' })).toHaveAttribute('aria-pressed', 'true');
  const [pace, frames] = [
    page.getByRole('spinbutton', { name: /leg/ }),
    page.getByRole('spinbutton', { name: 'frames' }),
  ];
  await pace.fill('2.5');
  await frames.fill('99999');
  await userEvent.keyboard('{Enter}');
  expect(explorer.view).toMatchObject({ pace: 2.5, frames: 2000 });
  await expect.element(frames).toHaveValue(2000);
  await pace.fill('');
  await userEvent.keyboard('{Enter}');
  expect(explorer.view.pace).toBe(2.5);
});
