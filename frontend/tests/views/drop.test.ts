import { expect, test, vi } from 'vitest';
import Drop from '../../src/views/Drop.svelte';
import { carried, picture, show } from './world';

const over = 'Drop a picture, a model folder as a zip';
const drag = (type: string, dataTransfer: DataTransfer) => {
  const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  return event;
};

test('a drag of files over the page shows what can be dropped, until it leaves', async () => {
  const page = show(Drop, { onfiles: () => undefined });
  const data = carried(await picture(0));
  // from one element of the page to another
  drag('dragenter', data);
  drag('dragenter', data);
  drag('dragleave', data);
  await expect.element(page.getByText(over)).toBeVisible();
  drag('dragleave', data);
  await expect.element(page.getByText(over)).not.toBeInTheDocument();
});

test('dropped files are handed on, and not opened by the browser', async () => {
  const onfiles = vi.fn();
  const page = show(Drop, { onfiles });
  const data = carried(await picture(0, 'a.png'), await picture(1, 'b.png'));
  drag('dragenter', data);
  expect(drag('dragover', data).defaultPrevented).toBe(true);
  expect(drag('drop', data).defaultPrevented).toBe(true);
  expect(onfiles.mock.calls[0]![0].map(({ name }: File) => name)).toEqual(['a.png', 'b.png']);
  await expect.element(page.getByText(over)).not.toBeInTheDocument();
});

test('a drag of text is ignored', async () => {
  const onfiles = vi.fn();
  const page = show(Drop, { onfiles });
  const data = new DataTransfer();
  data.setData('text/plain', 'words');
  drag('dragenter', data);
  await expect.element(page.getByText(over)).not.toBeInTheDocument();
  expect(drag('drop', data).defaultPrevented).toBe(false);
  expect(onfiles).not.toHaveBeenCalled();
});
