import type { Vector } from '../../math/vector';
import type { Palette } from '../../outputs/palette';
import { cornerOf, indexOf, type Grid } from './grid';

/** The grey of values that are no numbers. */
const MISSING = 0xff777777;
let scratch: OffscreenCanvas | undefined;

/** Draws a layer's values on a canvas, each with its colour. */
export function paint(canvas: HTMLCanvasElement, grid: Grid, values: Vector, palette: Palette): void {
  const density = Math.min(2, devicePixelRatio);
  canvas.width = Math.max(1, Math.round(grid.width * density));
  canvas.height = Math.max(1, Math.round(grid.height * density));
  const context = canvas.getContext('2d')!;
  context.scale(density, density);
  const { maps, from, to, columns, across, down } = grid;
  // a vector is one picture, whose rows are those of the grid
  const flat = maps.height * maps.width === 1;
  const wide = flat ? columns : maps.width;
  const high = flat ? Math.ceil((to - from) / columns) : maps.height * (to - from);
  const image = new ImageData(wide, high);
  const words = new Uint32Array(image.data.buffer);
  const start = indexOf(grid, { map: from, row: 0, column: 0 });
  const end = Math.min(values.length, start + words.length);
  const shade = shadeOf(palette);
  for (let i = start; i < end; i++) words[i - start] = shade(values[i]!);
  scratch ??= new OffscreenCanvas(1, 1);
  [scratch.width, scratch.height] = [wide, high];
  scratch.getContext('2d')!.putImageData(image, 0, 0);
  // enlarged pixels keep their edges, and many small ones are averaged
  context.imageSmoothingEnabled = across < 1;
  if (flat) return context.drawImage(scratch, 0, 0, wide * across, high * down);
  for (let map = from; map < to; map++) {
    const [x, y] = cornerOf(grid, { map, row: 0, column: 0 });
    const top = (map - from) * maps.height;
    context.drawImage(scratch, 0, top, wide, maps.height, x, y, wide * across, maps.height * down);
  }
}

function shadeOf({ low, high, words }: Palette): (value: number) => number {
  const last = words.length - 1;
  const scale = last / (high - low);
  return (value) =>
    Number.isNaN(value) ? MISSING : words[Math.max(0, Math.min(last, Math.round((value - low) * scale)))]!;
}
