import type { View } from '../../state/view';

/** The visible part of the map's plane: its centre, and the distance across the map's width. */
export type Frame = NonNullable<View['frame']>;

export interface Size {
  width: number;
  height: number;
}

/** The bounding box of points on a plane. */
export interface Extent {
  left: number;
  right: number;
  bottom: number;
  top: number;
}

/** How far the user can zoom in and out, relative to the whole map. */
const CLOSEST = 1 / 2000;
const FARTHEST = 8;
/** The margin around a fitted extent, as a share of it. */
const MARGIN = 0.08;

/** Pixels per unit of the plane. */
export function scaleOf({ span }: Frame, { width }: Size): number {
  return width / span;
}

/** A position on the plane in pixels from the map's top left; the plane's y axis points up. */
export function toPixels(frame: Frame, size: Size, x: number, y: number): [x: number, y: number] {
  const scale = scaleOf(frame, size);
  return [(x - frame.x) * scale + size.width / 2, (frame.y - y) * scale + size.height / 2];
}

export function fromPixels(frame: Frame, size: Size, x: number, y: number): [x: number, y: number] {
  const scale = scaleOf(frame, size);
  return [frame.x + (x - size.width / 2) / scale, frame.y - (y - size.height / 2) / scale];
}

/** The extent of the visible part. */
export function extentOf(frame: Frame, size: Size): Extent {
  const [left, top] = fromPixels(frame, size, 0, 0);
  const [right, bottom] = fromPixels(frame, size, size.width, size.height);
  return { left, right, bottom, top };
}

/** The frame that shows a whole extent, with a margin. */
export function fitted({ left, right, bottom, top }: Extent, { width, height }: Size): Frame {
  const span = Math.max(right - left, ((top - bottom) * width) / Math.max(1, height)) * (1 + 2 * MARGIN);
  return { x: (left + right) / 2, y: (bottom + top) / 2, span: span || 1 };
}

/** The frame after a pan by pixels. */
export function panned(frame: Frame, size: Size, dx: number, dy: number): Frame {
  const scale = scaleOf(frame, size);
  return { ...frame, x: frame.x - dx / scale, y: frame.y + dy / scale };
}

/** The frame zoomed by `factor` around a pixel, which stays fixed. */
export function zoomed(frame: Frame, size: Size, factor: number, x: number, y: number, whole: Frame): Frame {
  const span = Math.max(whole.span * CLOSEST, Math.min(whole.span * FARTHEST, frame.span / factor));
  const [atX, atY] = fromPixels(frame, size, x, y);
  const share = span / frame.span;
  return { x: atX + (frame.x - atX) * share, y: atY + (frame.y - atY) * share, span };
}

/** The CSS transform, with the top left as its origin, that places a picture of the extent `from` in a frame. */
export function transformTo(from: Extent, picture: Size, frame: Frame, size: Size): string {
  const [left, top] = toPixels(frame, size, from.left, from.top);
  const [right, bottom] = toPixels(frame, size, from.right, from.bottom);
  return `matrix(${(right - left) / picture.width},0,0,${(bottom - top) / picture.height},${left},${top})`;
}
