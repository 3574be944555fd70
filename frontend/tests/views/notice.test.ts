import { afterEach, expect, test, vi } from 'vitest';
import Notice from '../../src/views/Notice.svelte';
import { show, walked } from './world';

afterEach(() => void vi.useRealTimers());

test('it tells, and goes after a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { explorer } = await walked();
  const page = show(Notice, { explorer, notices: explorer.notices, lost: false });
  explorer.say('All is well.');
  await expect.element(page.getByText('All is well.')).toBeVisible();
  vi.advanceTimersByTime(4900);
  await expect.element(page.getByText('All is well.')).toBeVisible();
  vi.advanceTimersByTime(200);
  await expect.element(page.getByText('All is well.')).not.toBeInTheDocument();
});

test('a failure stays until it is dismissed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { explorer } = await walked();
  const page = show(Notice, { explorer, notices: explorer.notices, lost: false });
  explorer.say('This is wrong.', true);
  await expect.element(page.getByText('This is wrong.')).toBeVisible();
  vi.advanceTimersByTime(60_000);
  await expect.element(page.getByText('This is wrong.')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  expect(explorer.notices.current).toBeNull();
  await expect.element(page.getByText('This is wrong.')).not.toBeInTheDocument();
});

test('a lost server is told, and what goes on without it', async () => {
  const { explorer, model } = await walked();
  await expect.element(show(Notice, { explorer, notices: explorer.notices, lost: true }).getByText('This model is decoded in your browser, so you can go on')).toBeVisible();
  Object.defineProperty(model, 'place', { value: 'on the server' });
  await expect.element(show(Notice, { explorer, notices: explorer.notices, lost: true }).getByText('Images wait until it is back.')).toBeVisible();
  await expect.element(show(Notice, { explorer, notices: explorer.notices, lost: false }).getByText('The server is gone.')).not.toBeInTheDocument();
});

test('it is heard by those who do not see it', async () => {
  const { explorer } = await walked();
  const page = show(Notice, { explorer, notices: explorer.notices, lost: false });
  explorer.say('All is well.');
  await expect.element(page.getByText('All is well.')).toBeVisible();
  expect(page.getByText('All is well.').element().closest('[aria-live=polite]')).not.toBeNull();
});
