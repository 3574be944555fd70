import type { View } from '../../state/view';

/** What of the map's plane is shown: its middle, and how much of the plane is as wide as the map. */
export type Frame = NonNullable<View['frame']>;

export interface Size {
  width: number;
  height: number;
}

/** The ends of what lies on a plane. */
export interface Extent {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** How far one may go closer than the whole map, and how far back. */
const CLOSEST = 1 / 2000;
const FARTHEST = 8;
/** Room left around what is fitted, as a share of it. */
const MARGIN = 0.08;

/** Pixels for one unit of the plane. */
export function scaleOf({ span }: Frame, { width }: Size): number {
  return width / span;
}

/** Where a place of the plane lies in the map, in pixels from its top left; the plane's y points up. */
export function toPixels(frame: Frame, size: Size, x: number, y: number): [x: number, y: number] {
  const scale = scaleOf(frame, size);
  return [(x - frame.x) * scale + size.width / 2, (frame.y - y) * scale + size.height / 2];
}

export function fromPixels(frame: Frame, size: Size, x: number, y: number): [x: number, y: number] {
  const scale = scaleOf(frame, size);
  return [frame.x + (x - size.width / 2) / scale, frame.y - (y - size.height / 2) / scale];
}

/** What the map shows of the plane. */
export function extentOf(frame: Frame, size: Size): Extent {
  const [left, top] = fromPixels(frame, size, 0, 0);
  const [right, bottom] = fromPixels(frame, size, size.width, size.height);
  return { left, right, bottom, top };
}

/** The frame that shows all of an extent, with a margin. */
export function fitted({ left, right, bottom, top }: Extent, { width, height }: Size): Frame {
  const span = Math.max(right - left, ((top - bottom) * width) / Math.max(1, height)) * (1 + 2 * MARGIN);
  return { x: (left + right) / 2, y: (bottom + top) / 2, span: span || 1 };
}

/** The frame after the ground was dragged by pixels. */
export function panned(frame: Frame, size: Size, dx: number, dy: number): Frame {
  const scale = scaleOf(frame, size);
  return { ...frame, x: frame.x - dx / scale, y: frame.y + dy / scale };
}

/** The frame `factor` times closer, in which what lies under a pixel stays under it. */
export function zoomed(frame: Frame, size: Size, factor: number, x: number, y: number, whole: Frame): Frame {
  const span = Math.max(whole.span * CLOSEST, Math.min(whole.span * FARTHEST, frame.span / factor));
  const [atX, atY] = fromPixels(frame, size, x, y);
  const share = span / frame.span;
  return { x: atX + (frame.x - atX) * share, y: atY + (frame.y - atY) * share, span };
}

/** The CSS transform, about the top left, that takes a picture of the extent `from` and of a given size to where it lies in a frame. */
export function transformTo(from: Extent, picture: Size, frame: Frame, size: Size): string {
  const [left, top] = toPixels(frame, size, from.left, from.top);
  const [right, bottom] = toPixels(frame, size, from.right, from.bottom);
  return `matrix(${(right - left) / picture.width},0,0,${(bottom - top) / picture.height},${left},${top})`;
}
