import { flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import Stage from '../../src/views/Stage.svelte';
import { folder, walked } from './world';

test('an image that comes when another model has taken its place causes no warning on the console', async () => {
  const { explorer } = await walked();
  const { explorer: other } = await walked();
  const props = $state({ explorer });
  const target = document.body.appendChild(document.createElement('div'));
  const stage = mount(Stage, { target, props });
  await vi.waitFor(() => expect(explorer.sample).toBeTruthy());
  explorer.choose({ z: folder.presets[0]!.z });
  flushSync();
  const gone = unmount(stage);
  props.explorer = other;
  await gone;
  target.remove();
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
});
