import { mount as mountComponent, unmount } from 'svelte';
import type { Source } from './sources/source';
import type { Shown } from './state/shown';
import type { Run } from './training/run';
import App from './views/App.svelte';
import type { LoadHint } from './views/hint';
import type { LoadTrain } from './views/train/component';
import type { LoadTraining } from './views/training/component';
import './views/look.css';

export interface Options {
  /**
   * Whether the page owns the browser's address and keeps its view there. Otherwise it fills the element, which must
   * have a height.
   */
  address?: boolean;
  /** The browser's title for a page with an address; by default the model's name. */
  title?: string;
  /** The view to open with, if the address has none: what a link has after its #. */
  start?: string;
  /** Panels to hide, whichever model is open. */
  hide?: readonly string[];
  /** Loads the panel that shows a running training. */
  training?: LoadTraining;
  /** Loads the dialog to train a model in the page, where the page offers that. */
  train?: LoadTrain;
  /** Loads the hint for those who are here for the first time. */
  hint?: LoadHint | undefined;
  /** Called with everything that is shown, whenever that changes. */
  onview?: (shown: Shown) => void;
}

export interface Handle {
  /** Changes what is shown, without an animation. Changes for a model that is still opening wait for it. */
  show(part: Partial<Shown>): void;
  /** Opens a model that learns in this page, or says why its run could not begin. */
  train(run: Promise<Run>): void;
  /** Removes the explorer from the element and ends its workers. */
  close(): void;
}

/** Mounts an explorer of a source's models in an element. */
export function mount(target: Element, source: Source, options: Options = {}): Handle {
  const { address = false, title = '', start = '', hide = [], training, train, hint, onview } = options;
  const app = mountComponent(App, {
    target,
    props: { source, address, title, start, hide, training, train, hint, onview },
  });
  return { show: (part) => app.show(part), train: (run) => app.follow(run), close: () => void unmount(app) };
}
