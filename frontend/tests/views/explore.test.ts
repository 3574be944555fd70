import { expect, onTestFinished, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { PANEL_KEYS } from '../../src/state/panels';
import Explore from '../../src/views/Explore.svelte';
import { folder, show, walked } from './world';

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

test('what a move has led to is announced, and the image is named after it', async () => {
  const { explorer } = await walked();
  const page = show(Explore, { explorer, onfiles: () => undefined }, 800);
  const image = page.getByLabelText('The image at this latent point').first();
  await expect.element(image).toHaveAccessibleName(/typical$/);
  explorer.choose({ z: folder.presets[1]!.z });
  await expect.element(page.getByText(/^near dog, \d+ of 100 typical$/)).toBeInTheDocument();
  await expect.element(image).toHaveAccessibleName(/: near dog, \d+ of 100 typical$/);
});

test('on a phone a bar leads to the sections, and shows the image once it is out of sight', async () => {
  document.body.style.width = '390px';
  onTestFinished(() => void document.body.style.removeProperty('width'));
  const { explorer } = await walked();
  const page = show(Explore, { explorer, onfiles: () => undefined }, 390);
  const bar = page.getByRole('navigation', { name: 'Sections' });
  const back = bar.getByRole('button', { name: 'Back to the image' });
  await expect.element(bar.getByRole('button', { name: 'Path' })).toBeVisible();
  expect(
    bar
      .getByRole('button')
      .elements()
      .map((one) => one.textContent.trim()),
  ).toEqual(['Image', 'Dimensions', 'Map', 'Path']);
  await expect.element(back).not.toBeInTheDocument();
  await bar.getByRole('button', { name: 'Map' }).click();
  await expect.element(page.getByRole('application')).toBeInViewport();
  await expect.element(back).toBeInViewport();
  await back.click();
  await expect.element(page.getByLabelText('The image at this latent point')).toBeInViewport();
});

test('the map can take the place of everything else', async () => {
  const { explorer } = await walked();
  const page = show(Explore, { explorer, onfiles: () => undefined }, 800);
  explorer.mapAlone = true;
  await expect.element(page.getByRole('region', { name: 'Dimensions' })).not.toBeInTheDocument();
  await expect.element(page.getByRole('region', { name: 'Map' })).toBeVisible();
  explorer.mapAlone = false;
  await expect.element(page.getByRole('region', { name: 'Dimensions' })).toBeVisible();
});
