import { mount as mountComponent, unmount } from 'svelte';
import type { Source } from './sources/source';
import App from './views/App.svelte';
import './views/look.css';

export interface Options {
  /** Where the view is kept: the page's own address, or nowhere. */
  address?: boolean;
}

/** Puts the explorer of a source's models into an element. Returns what takes it out again. */
export function mount(target: Element, source: Source, options: Options = {}): () => void {
  const app = mountComponent(App, { target, props: { source, address: options.address ?? false } });
  return () => void unmount(app);
}
