import type { Attachment } from 'svelte/attachments';

/**
 * Calls `set` with the size of an element in CSS pixels: at once, and in the frame after each change. Within the turn
 * of the observer itself, what is drawn anew would change sizes again, which browsers report as an error.
 */
export function measured(set: (width: number, height: number) => void): Attachment<HTMLElement> {
  return (node) => {
    let frame = 0;
    const measure = (): void => set(node.clientWidth, node.clientHeight);
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(measure);
    });
    measure();
    observer.observe(node);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame);
    };
  };
}
