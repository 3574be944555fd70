import type { Attachment } from 'svelte/attachments';

/** An element's size, who receives it, and what the observer has reported last. */
interface Measured {
  set: (width: number, height: number) => void;
  width: number;
  height: number;
  observed: string;
}

/** All elements that are measured. */
const all = new Map<HTMLElement, Measured>();
let frame = 0;

/**
 * What is drawn anew within the turn of an observer changes sizes again, which browsers report as an error. WebKit also
 * reports it where its own layout is not settled. So nothing is observed from a change until the next frame, which
 * measures all elements: to read their sizes earlier would settle the layout within that turn.
 */
const observer = new ResizeObserver((entries) => {
  let changed = false;
  for (const { target, contentRect } of entries) {
    const one = all.get(target as HTMLElement);
    const now = `${contentRect.width} ${contentRect.height}`;
    if (!one || one.observed === now) continue;
    one.observed = now;
    changed = true;
  }
  if (!changed) return;
  observer.disconnect();
  frame ||= requestAnimationFrame(measureAll);
});

function measureAll(): void {
  frame = 0;
  const sizes = [...all.keys()].map((node) => [node, node.clientWidth, node.clientHeight] as const);
  for (const [node, width, height] of sizes) {
    const one = all.get(node);
    if (!one) continue; // what was drawn for another one has removed it
    observer.observe(node);
    if (one.width === width && one.height === height) continue;
    Object.assign(one, { width, height });
    one.set(width, height);
  }
}

/** Calls `set` with the size of an element in CSS pixels: at once, and in the frame after each change. */
export function measured(set: Measured['set']): Attachment<HTMLElement> {
  return (node) => {
    const { clientWidth: width, clientHeight: height } = node;
    all.set(node, { set, width, height, observed: '' });
    set(width, height);
    observer.observe(node);
    return () => {
      all.delete(node);
      observer.unobserve(node);
    };
  };
}
