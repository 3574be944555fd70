import { expect, test, vi } from 'vitest';
import Actions from '../../src/views/Actions.svelte';
import { at, show, walked } from './world';

test('Random moves to a draw of the prior, except in locked dimensions', async () => {
  const { explorer } = await walked();
  explorer.choose({ locked: [1] });
  vi.spyOn(Math, 'random').mockReturnValue(0.1);
  const page = show(Actions, { explorer });
  await page.getByRole('button', { name: 'Random' }).click();
  expect(explorer.view.z[0]).not.toBe(0);
  expect(explorer.view.z[1]).toBe(0);
  vi.restoreAllMocks();
});

test('Reset moves to the origin, as one step', async () => {
  const { explorer } = await walked();
  explorer.choose({ z: Float32Array.of(1, 2, 3) });
  const page = show(Actions, { explorer });
  await page.getByRole('button', { name: 'Reset' }).click();
  expect(at(explorer)).toEqual([0, 0, 0]);
  explorer.undo();
  expect(at(explorer)).toEqual([1, 2, 3]);
});

test('Random draws from the data if the user chooses so', async () => {
  const { explorer } = await walked();
  const page = show(Actions, { explorer });
  await page.getByLabelText('Random draws').selectOptions('random from the data');
  expect(explorer.view.random).toBe('data');
});

test('without data Random can only draw from the prior', async () => {
  const { explorer } = await walked({ data: null });
  const page = show(Actions, { explorer });
  await expect.element(page.getByLabelText('Random draws')).toBeDisabled();
});

test('Draw opens the pad, and can be hidden', async () => {
  const { explorer } = await walked();
  const page = show(Actions, { explorer });
  await page.getByRole('button', { name: 'Draw' }).click();
  expect(explorer.sketching).toBe(true);
  explorer.choose({ hide: ['draw'] });
  await expect.element(page.getByRole('button', { name: 'Draw' })).not.toBeInTheDocument();
});

test('the checkbox smooths the image', async () => {
  const { explorer } = await walked();
  const page = show(Actions, { explorer });
  await page.getByLabelText('smooth').click();
  expect(explorer.view.smooth).toBe(true);
});
