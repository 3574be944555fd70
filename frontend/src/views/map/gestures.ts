/** A drag of something on the map. */
export interface Hold {
  move(x: number, y: number): void;
  end(): void;
  /** The drag is cancelled: a second finger came down, or the browser took over the gesture. */
  cancel(): void;
}

/** Callbacks for gestures on the map. Positions are in pixels from its top left. */
export interface Gestures {
  /** Starts a drag of what is under the pointer; null if it is the ground. */
  hold(x: number, y: number, touch: boolean): Hold | null;
  pan(dx: number, dy: number): void;
  zoom(factor: number, x: number, y: number): void;
  /** A pan or zoom has ended. */
  rest(): void;
  /** `held`: the press started a drag that did not move. */
  click(x: number, y: number, touch: boolean, held: boolean): void;
  doubleClick(x: number, y: number, shift: boolean): void;
  /** The pointer moved without a press; null if it left. */
  hover(at: [number, number] | null): void;
}

/** Pixels of movement that still count as a click. */
const STILL = 5;
/** Milliseconds and pixels between the clicks of a double click. */
const DOUBLE = 320;
const APART = 24;
/** Milliseconds without a wheel event after which zooming has ended. */
const REST = 220;
/** The zoom factor per pixel of wheel movement. */
const WHEEL = 1.0022;
const LINE = 16;

/** Listens to an element's pointer and wheel events. Returns a function that stops that. */
export function listen(element: HTMLElement, to: Gestures): () => void {
  const ending = new AbortController();
  const { signal } = ending;
  const pointers = new Map<number, [number, number]>();
  let held: Hold | null = null;
  let start: [number, number] = [0, 0];
  let still = true;
  let lastClick = { time: -Infinity, x: 0, y: 0 };
  let resting: ReturnType<typeof setTimeout> | undefined;

  const at = (event: MouseEvent): [number, number] => {
    const { left, top } = element.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  const control = (event: Event): boolean => (event.target as Element).closest('form, button') !== null;

  element.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button || control(event)) return;
      const [x, y] = at(event);
      element.setPointerCapture(event.pointerId);
      pointers.set(event.pointerId, [x, y]);
      if (pointers.size === 1) {
        still = true;
        start = [x, y];
        held = to.hold(x, y, event.pointerType === 'touch');
        if (held || event.pointerType === 'touch') to.hover(null);
      } else {
        still = false;
        held?.cancel();
        held = null;
      }
    },
    { signal },
  );

  element.addEventListener(
    'pointermove',
    (event) => {
      const [x, y] = at(event);
      const before = pointers.get(event.pointerId);
      if (!before) {
        if (event.pointerType !== 'touch') to.hover(control(event) ? null : [x, y]);
        return;
      }
      if (still && Math.hypot(x - start[0], y - start[1]) <= STILL) return;
      if (still) to.hover(null);
      still = false;
      if (held) held.move(x, y);
      else if (pointers.size === 1) to.pan(x - before[0], y - before[1]);
      else if (pointers.size === 2) pinch(event.pointerId, before, [x, y]);
      pointers.set(event.pointerId, [x, y]);
    },
    { signal },
  );

  const pinch = (pointer: number, before: [number, number], now: [number, number]): void => {
    const other = [...pointers].find(([id]) => id !== pointer)![1];
    const distance = (point: [number, number]): number =>
      Math.max(1, Math.hypot(point[0] - other[0], point[1] - other[1]));
    to.pan((now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
    to.zoom(distance(now) / distance(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
  };

  const up = (event: PointerEvent): void => {
    if (!pointers.delete(event.pointerId) || pointers.size) return;
    const ended = held;
    held = null;
    if (event.type === 'pointercancel') ended?.cancel();
    else if (!still) ended?.end();
    else {
      ended?.cancel();
      clicked(event, ended !== null);
    }
    if (!ended && !still) to.rest();
  };
  const clicked = (event: PointerEvent, held: boolean): void => {
    const [x, y] = at(event);
    if (event.timeStamp - lastClick.time < DOUBLE && Math.hypot(x - lastClick.x, y - lastClick.y) < APART) {
      lastClick.time = -Infinity;
      to.doubleClick(x, y, event.shiftKey);
    } else {
      lastClick = { time: event.timeStamp, x, y };
      to.click(x, y, event.pointerType === 'touch', held);
    }
  };
  element.addEventListener('pointerup', up, { signal });
  element.addEventListener('pointercancel', up, { signal });
  element.addEventListener('pointerleave', () => to.hover(null), { signal });

  element.addEventListener(
    'wheel',
    (event) => {
      // in a notebook the wheel scrolls until the explorer has the focus
      const frame = element.closest('.framed');
      if (frame && !frame.matches(':focus-within')) return;
      event.preventDefault();
      const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * LINE : event.deltaY;
      // a pinch on a trackpad arrives as a wheel event with Ctrl, in small steps
      to.zoom(WHEEL ** (-pixels * (event.ctrlKey ? 5 : 1)), ...at(event));
      clearTimeout(resting);
      const where = at(event);
      resting = setTimeout(() => {
        to.rest();
        to.hover(where);
      }, REST);
    },
    { signal, passive: false },
  );

  return () => {
    ending.abort();
    clearTimeout(resting);
  };
}
