import { afterEach, expect, test, vi } from 'vitest';
import Notice from '../../src/views/Notice.svelte';
import { show, walked } from './world';

afterEach(() => void vi.useRealTimers());

test('a message is shown, and disappears after a while', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { explorer } = await walked();
  const page = show(Notice, { notices: explorer.notices, lost: '' });
  explorer.say('All is well.');
  await expect.element(page.getByText('All is well.')).toBeVisible();
  vi.advanceTimersByTime(4900);
  await expect.element(page.getByText('All is well.')).toBeVisible();
  vi.advanceTimersByTime(200);
  await expect.element(page.getByText('All is well.')).not.toBeInTheDocument();
});

test('an error stays until it is dismissed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { explorer } = await walked();
  const page = show(Notice, { notices: explorer.notices, lost: '' });
  explorer.say('This is wrong.', true);
  await expect.element(page.getByText('This is wrong.')).toBeVisible();
  vi.advanceTimersByTime(60_000);
  await expect.element(page.getByText('This is wrong.')).toBeVisible();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  expect(explorer.notices.current).toBeNull();
  await expect.element(page.getByText('This is wrong.')).not.toBeInTheDocument();
});

test('a lost connection is shown until it is back', async () => {
  const { explorer } = await walked();
  await expect
    .element(
      show(Notice, { notices: explorer.notices, lost: 'The server has stopped.' }).getByText('The server has stopped.'),
    )
    .toBeVisible();
  await expect
    .element(show(Notice, { notices: explorer.notices, lost: '' }).getByText('The server has stopped.'))
    .not.toBeInTheDocument();
});

test('it is announced to screen readers', async () => {
  const { explorer } = await walked();
  const page = show(Notice, { notices: explorer.notices, lost: '' });
  explorer.say('All is well.');
  await expect.element(page.getByText('All is well.')).toBeVisible();
  expect(page.getByText('All is well.').element().closest('[aria-live=polite]')).not.toBeNull();
});
