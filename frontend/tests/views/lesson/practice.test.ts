import { expect, test, vi } from 'vitest';
import type { Source } from '../../../src/sources/source';
import { practise } from '../../../src/share/lesson/practice';
import type { Run } from '../../../src/training/run';

test('a link to a training hands one to the page, and leads nowhere', async () => {
  const article = document.createElement('article');
  article.innerHTML = '<a href="#train=letters&beta=2"><b>Train</b></a>';
  const failures: string[] = [];
  const train = vi.fn((run: Promise<Run>) => void run.catch(({ message }: Error) => failures.push(message)));
  const source = { list: async () => [] } as Partial<Source> as Source;
  practise(article, source, Promise.resolve({ train }));
  const click = new MouseEvent('click', { bubbles: true, cancelable: true });
  article.querySelector('b')!.dispatchEvent(click);
  expect(click.defaultPrevented).toBe(true);
  await vi.waitFor(() => expect(train).toHaveBeenCalledOnce());
  await vi.waitFor(() => expect(failures).toEqual([expect.stringContaining("This page has no model 'letters'")]));
});
