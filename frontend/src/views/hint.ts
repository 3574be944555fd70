import type { Component } from 'svelte';
import type { Explorer } from '../state/explorer.svelte';

const KEY = 'latentwalk-hinted';

/** Loads the component that shows the hint. */
export type LoadHint = () => Promise<{ default: Component<{ explorer: Explorer }> }>;

/** Whether a hint helps: the page opens without the view of a link, and for the first time in this browser. */
export function isNew(hash: string, storage: () => Storage = () => localStorage): boolean {
  if ([...new URLSearchParams(hash.replace(/^#/, '')).keys()].some((key) => key !== 'model')) return false;
  try {
    return storage().getItem(KEY) === null;
  } catch {
    // a page in a sandbox has no storage, and cannot know
    return true;
  }
}

/** Remembers that the hint was seen, if the browser allows it. */
export function remember(storage: () => Storage = () => localStorage): void {
  try {
    storage().setItem(KEY, 'seen');
  } catch {
    // it is shown again
  }
}
