import { joined } from '../conditions/rows';
import type { Vector } from '../math/vector';
import type { Spot, Tile } from '../sources/tile';

/** Where the explorer is, seen from the gallery. */
export const EXPLORER = 'index.html';

/** Milliseconds in which a picture covers about two thirds of the way to the pointer. */
const LAG = 70;
/** Of a side: closer counts as there. */
const CLOSE = 0.002;
/** How far an arrow key leads. */
const STEP = 0.1;
const KEYS: Record<string, Spot> = {
  ArrowLeft: [-STEP, 0],
  ArrowRight: [STEP, 0],
  ArrowUp: [0, STEP],
  ArrowDown: [0, -STEP],
};

/** The row (d + w) that a place on a tile decodes. */
export function rowAt({ origin, right, up, given }: Tile, [x, y]: Spot): Vector {
  const z = origin.map((value, i) => value + x * right[i]! + y * up[i]!);
  return joined({ z, given });
}

/** The place under the pointer, given in pixels of the page. */
export function spotUnder(
  { left, top, width, height }: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>,
  x: number,
  y: number,
): Spot {
  return within([(2 * (x - left)) / width - 1, 1 - (2 * (y - top)) / height]);
}

/** The place to which a key leads; null if it leads nowhere. */
export function spotBy(key: string, [x, y]: Spot): Spot | null {
  const step = KEYS[key];
  return step ? within([x + step[0], y + step[1]]) : null;
}

/** The place some milliseconds later, on the way to another: at first fast, then slower. */
export function nearer(from: Spot, to: Spot, milliseconds: number): Spot {
  const share = 1 - Math.exp(-milliseconds / LAG);
  const [x, y] = [to[0] - from[0], to[1] - from[1]];
  return Math.hypot(x, y) < CLOSE ? to : [from[0] + share * x, from[1] + share * y];
}

/** The link to a model in the explorer. */
export function linkToModel(name: string): string {
  return `${EXPLORER}#${new URLSearchParams({ model: name })}`;
}

function within([x, y]: Spot): Spot {
  const bound = (value: number): number => Math.max(-1, Math.min(1, value));
  return [bound(x), bound(y)];
}
