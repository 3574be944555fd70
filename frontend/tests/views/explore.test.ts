import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { PANEL_KEYS } from '../../src/state/panels';
import Explore from '../../src/views/Explore.svelte';
import { show, walked } from './world';

test('hidden panels are not shown, but the image is', async () => {
  const { explorer } = await walked();
  const page = show(Explore, { explorer, onfiles: () => undefined }, 800);
  const parts = [
    page.getByRole('group', { name: 'How typical this point is' }),
    page.getByRole('group', { name: /^Presets/ }),
    page.getByRole('button', { name: 'Random', exact: true }),
    page.getByText('Nearest in the data'),
    page.getByRole('region', { name: 'Dimensions' }),
    page.getByRole('region', { name: 'Map' }),
    page.getByRole('button', { name: 'Pin', exact: true }),
  ];
  for (const part of parts) await expect.element(part).toBeInTheDocument();
  explorer.choose({ hide: PANEL_KEYS });
  for (const part of parts) await expect.element(part).not.toBeInTheDocument();
  await expect.element(page.getByLabelText('The image at this latent point')).toBeVisible();
});

test('the pad replaces presets and actions, and restores the focus when it closes', async () => {
  const { explorer } = await walked();
  const page = show(Explore, { explorer, onfiles: () => undefined }, 800);
  await page.getByRole('button', { name: 'Draw', exact: true }).click();
  await expect.element(page.getByRole('group', { name: 'Draw an image' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Random', exact: true })).not.toBeInTheDocument();
  (page.getByRole('button', { name: 'Done' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('button', { name: 'Draw', exact: true })).toHaveFocus();
});

test('panels that the model has no content for are not shown', async () => {
  const { explorer } = await walked({ data: null, presets: [] });
  const page = show(Explore, { explorer, onfiles: () => undefined }, 800);
  await expect.element(page.getByRole('group', { name: /^Presets/ })).not.toBeInTheDocument();
  await expect.element(page.getByText('Nearest in the data')).not.toBeInTheDocument();
  await expect.element(page.getByText('no encoded data')).toBeVisible();
});
