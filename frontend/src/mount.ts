import { mount as mountComponent, unmount } from 'svelte';
import type { Source } from './sources/source';
import type { Shown } from './state/shown';
import App from './views/App.svelte';
import type { LoadTraining } from './views/training/component';
import './views/look.css';

export interface Options {
  /** Whether the page is the browser's own and keeps its view in the address; else it fills the element, which has a height. */
  address?: boolean;
  /** The browser's title for the page, where it is the browser's own; else it is the model's name. */
  title?: string;
  /** What it opens with, where the address holds no view: as a link has it after its #. */
  start?: string;
  /** Controls that are not shown, whatever model is open. */
  hide?: readonly string[];
  /** Shows how a model learns that is trained as it is looked at. */
  training?: LoadTraining;
  /** Told of all that is shown, as it changes. */
  onview?: (shown: Shown) => void;
}

export interface Handle {
  /** Goes there at once. What belongs to a model that is still being opened waits for it. */
  show(part: Partial<Shown>): void;
  /** Takes the explorer out of the element, and ends its workers. */
  close(): void;
}

/** Puts the explorer of a source's models into an element. */
export function mount(target: Element, source: Source, options: Options = {}): Handle {
  const { address = false, title = '', start = '', hide = [], training, onview } = options;
  const app = mountComponent(App, { target, props: { source, address, title, start, hide, training, onview } });
  return { show: (part) => app.show(part), close: () => void unmount(app) };
}
