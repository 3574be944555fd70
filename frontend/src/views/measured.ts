import type { Attachment } from 'svelte/attachments';

/**
 * Calls `set` with the size of an element in CSS pixels: at once, and in the frame after each change. Within the turn
 * of the observer itself, what is drawn anew would change sizes again, which browsers report as an error. WebKit also
 * reports it if its own layout is not settled yet, so an element that has changed is not observed until then.
 */
export function measured(set: (width: number, height: number) => void): Attachment<HTMLElement> {
  return (node) => {
    let frame = 0;
    let [width, height] = [NaN, NaN];
    /** What the observer has reported last: to read the element's size here would settle the layout in its turn. */
    let observed = '';
    const measure = (): void => {
      if (node.clientWidth === width && node.clientHeight === height) return;
      [width, height] = [node.clientWidth, node.clientHeight];
      set(width, height);
    };
    const observer = new ResizeObserver(([entry]) => {
      const now = `${entry!.contentRect.width} ${entry!.contentRect.height}`;
      if (now === observed) return;
      observed = now;
      observer.disconnect();
      frame = requestAnimationFrame(() => {
        measure();
        observer.observe(node);
      });
    });
    measure();
    observer.observe(node);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  };
}
