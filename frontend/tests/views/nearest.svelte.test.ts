import { flushSync, mount, unmount } from 'svelte';
import { expect, test, vi } from 'vitest';
import Nearest from '../../src/views/Nearest.svelte';
import { folder, walked } from './world';

test('what comes when another model has taken its place is dropped, without a warning on the console', async () => {
  const { explorer } = await walked();
  const { explorer: other } = await walked();
  const props = $state({ explorer });
  const target = document.body.appendChild(document.createElement('div'));
  const panel = mount(Nearest, { target, props });
  await vi.waitFor(() => expect(target.querySelectorAll('button')).toHaveLength(7));
  explorer.choose({ z: folder.presets[0]!.z });
  flushSync();
  const gone = unmount(panel);
  props.explorer = other;
  await gone;
  target.remove();
  // its frame, and what is decoded after it
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
});
