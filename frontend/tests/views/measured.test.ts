import { afterEach, expect, test } from 'vitest';
import { measured } from '../../src/views/measured';

let end: (() => void) | void;
afterEach(() => end?.());

const frames = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
};

/** An element of 100 x 50 pixels, and the sizes that are reported of it. */
function element(): { node: HTMLElement; sizes: [number, number][] } {
  const node = document.createElement('div');
  node.style.cssText = 'width: 100px; height: 50px';
  document.body.append(node);
  const sizes: [number, number][] = [];
  const detach = measured((...size) => sizes.push(size))(node);
  end = () => {
    detach?.();
    node.remove();
  };
  return { node, sizes };
}

test('the size of an element is known at once, and is not reported again while it stays', async () => {
  const { sizes } = element();
  expect(sizes).toEqual([[100, 50]]);
  await frames(6);
  expect(sizes).toEqual([[100, 50]]);
});

test('each later size is reported once', async () => {
  const { node, sizes } = element();
  await frames(3);
  node.style.width = '200px';
  await frames(5);
  node.style.height = '70px';
  await frames(5);
  expect(sizes).toEqual([
    [100, 50],
    [200, 50],
    [200, 70],
  ]);
});

test('a layout that changes once more in the turn of the observer is measured in the next frame', async () => {
  const { node, sizes } = element();
  const other = document.createElement('div');
  document.body.append(other);
  await frames(3);
  // the browser reports an error if a size that is observed changes now, as WebKit's layout may
  const observer = new ResizeObserver(() => (node.style.width = other.clientWidth === 400 ? '300px' : '100px'));
  observer.observe(other);
  await frames(3);
  other.style.width = '400px';
  node.style.width = '200px';
  await frames(6);
  observer.disconnect();
  other.remove();
  expect(sizes.at(-1)).toEqual([300, 50]);
});

test('an element that was left is not measured any more', async () => {
  const { node, sizes } = element();
  await frames(3);
  end!();
  document.body.append(node);
  node.style.width = '200px';
  await frames(4);
  node.remove();
  expect(sizes).toEqual([[100, 50]]);
});
