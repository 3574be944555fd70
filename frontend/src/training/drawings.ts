import { seeded } from '../math/random';
import type { Items } from './items';

/** A drawing: (28, 28) grey levels of bright ink on black, and its class. */
export interface Drawing {
  pixels: Uint8Array<ArrayBuffer>;
  label: number;
}

/** The side of a drawing in pixels. */
export const SIDE = 28;
/** About how many pictures are made of all drawings. */
const WANTED = 2000;
/** The most pixels by which a drawing is moved, radians by which it is turned, and share by which it is scaled. */
const [MOVE, TURN, SCALE] = [2, Math.PI / 18, 0.1];

/** How many pictures are made of each of some drawings. */
export function copiesOf(count: number): number {
  return Math.max(1, Math.ceil(WANTED / count));
}

/** What people should know about the pictures that are made of drawings. */
export function remarkOn(count: number): string {
  return (
    `Each of the ${count} drawings is used ${copiesOf(count)} times: moved by up to ${MOVE} pixels, ` +
    `turned by up to 10° and scaled by up to ${100 * SCALE} %.`
  );
}

/** Pictures to train on: copies of each drawing, moved, turned and scaled at random. The first copy is the drawing. */
export function varied(drawings: readonly Drawing[], classes: readonly string[], seed = 0): Items {
  const random = seeded(seed);
  const within = (most: number): number => most * (2 * random() - 1);
  const copies = copiesOf(drawings.length);
  const size = SIDE * SIDE;
  const pixels = new Uint8Array(copies * drawings.length * size);
  const labels = new Int32Array(copies * drawings.length);
  drawings.forEach((drawing, i) => {
    for (let copy = 0; copy < copies; copy++) {
      const at = i * copies + copy;
      labels[at] = drawing.label;
      const change = { x: within(MOVE), y: within(MOVE), turn: within(TURN), scale: 1 + within(SCALE) };
      pixels.set(copy ? changed(drawing.pixels, change) : drawing.pixels, at * size);
    }
  });
  return { name: 'my drawings', shape: [SIDE, SIDE, 1], values: pixels, labels, classes, files: null };
}

/** A drawing that is scaled and turned about its middle, and then moved. */
export function changed(
  pixels: Uint8Array<ArrayBuffer>,
  { x, y, turn, scale }: { x: number; y: number; turn: number; scale: number },
): Uint8Array<ArrayBuffer> {
  const [cos, sin] = [Math.cos(turn) / scale, Math.sin(turn) / scale];
  const middle = (SIDE - 1) / 2;
  return Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [across, down] = [(i % SIDE) - middle - x, Math.floor(i / SIDE) - middle - y];
    return between(pixels, middle + cos * across + sin * down, middle - sin * across + cos * down);
  });
}

/** The grey level at a place between pixels (bilinear); black outside. */
function between(pixels: Uint8Array, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, below] = [x - left, y - top];
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= SIDE || row >= SIDE ? 0 : pixels[row * SIDE + column]!;
  const upper = at(left, top) * (1 - right) + at(left + 1, top) * right;
  const lower = at(left, top + 1) * (1 - right) + at(left + 1, top + 1) * right;
  return Math.round(upper * (1 - below) + lower * below);
}
