import type { Box } from '../../../outputs/output';
import { toPixels, type Frame, type Size } from '../frame';

/** The space around the field, beside which there may be a legend. */
export const MARGIN = { left: 52, right: 12, top: 26, bottom: 44 };
export const FONT = '12px sans-serif';
export const INK = '#222220';
/** The most characters of a name. */
const LONGEST = 24;

/** A place on the plane in pixels of a figure whose map is `field`. */
export function inField(frame: Frame, size: Size, field: Box, x: number, y: number): [number, number] {
  const [across, down] = toPixels(frame, size, x, y);
  return [field.left + across, field.top + down];
}

/** A name that fits beside others. */
export function cut(name: string): string {
  return name.length > LONGEST ? `${name.slice(0, LONGEST - 1)}…` : name;
}
