import { mount } from './mount';
import type { WidgetModel } from './notebook/model';
import { NotebookSource } from './notebook/source';
import { follow } from './notebook/surroundings';
import { Traits } from './notebook/traits';
import look from './views/look.css?inline';

/** Whether a key belongs to the notebook, not the explorer: leaving the cell, saving the notebook. */
const foreign = ({ ctrlKey, metaKey, key }: KeyboardEvent): boolean => ctrlKey || metaKey || key === 'Escape';

/** Called by anywidget for each view of the widget. Returns the clean-up function. */
function render({ model, el }: { model: WidgetModel; el: HTMLElement }): () => void {
  const frame = document.createElement('div');
  frame.className = 'latentwalk-cell';
  // beside the page, not in the document's head: a notebook may show the widget in a shadow root
  const style = document.createElement('style');
  style.textContent = look;
  el.replaceChildren(style, frame);
  const ending = new AbortController();
  frame.addEventListener(
    'keydown',
    (event) => {
      if (event.defaultPrevented || !foreign(event)) event.stopPropagation();
    },
    { signal: ending.signal },
  );
  const size = (): void => void frame.style.setProperty('height', `${Number(model.get('height'))}px`);
  size();
  model.on('change:height', size);

  const traits = new Traits(model);
  const handle = mount(frame, new NotebookSource(model), {
    start: traits.start,
    hide: model.get('hide') as string[],
    onview: (shown) => traits.send(shown),
  });
  const unfollow = follow();
  traits.listen((part) => handle.show(part));
  return () => {
    ending.abort();
    model.off('change:height', size);
    unfollow();
    traits.close();
    handle.close();
  };
}

export default { render };
