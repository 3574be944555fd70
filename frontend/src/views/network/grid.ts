/** What a layer returns, as maps: the last two axes of its shape are the rows and columns of one. */
export interface Maps {
  count: number;
  height: number;
  width: number;
}

/** Where maps are drawn, in pixels of the page. */
export interface Grid {
  maps: Maps;
  /** The maps that are drawn, from `from` up to but without `to`. */
  from: number;
  to: number;
  columns: number;
  /** The sides of one value, and the space between maps. */
  across: number;
  down: number;
  gap: number;
  width: number;
  height: number;
}

/** One value of a layer. */
export interface Cell {
  map: number;
  row: number;
  column: number;
}

/** The most maps that are drawn at once, and the most values of a vector. */
const [MOST, MOST_VALUES] = [32, 2048];
/** The longer side of a map that is alone, of one of a few, and of one of many. */
const [ALONE, ONE_OF_FEW, ONE_OF_MANY] = [224, 104, 52];
const FEW = 4;
/** The sides of a value of a vector, and the height of a map that has one row. */
const [SMALLEST, LARGEST] = [4, 16];
const STRIP = 10;
/** The area of a vector is about as high as this. */
const HIGH = 110;

/** The maps of a shape: of a vector each value is a map of its own, of (channels, length) each channel one row. */
export function mapsOf(shape: readonly number[]): Maps {
  if (shape.length < 2) return { count: shape[0] ?? 1, height: 1, width: 1 };
  const [height, width] = shape.length === 2 ? [1, shape[1]!] : (shape.slice(-2) as [number, number]);
  return { count: shape.reduce((product, side) => product * side, 1) / (height * width), height, width };
}

/** How many maps are drawn at once. */
export function pageOf({ height, width }: Maps): number {
  return height * width > 1 ? MOST : MOST_VALUES;
}

/** The grid of some maps, in a width. */
export function gridOf(maps: Maps, from: number, to: number, room: number): Grid {
  const shown = to - from;
  const { height, width } = maps;
  if (height * width === 1) {
    const side = Math.max(SMALLEST, Math.min(LARGEST, Math.floor(Math.sqrt((HIGH * room) / shown))));
    return grid(maps, from, to, Math.max(1, Math.floor(room / side)), side, side, 0);
  }
  if (height === 1) return grid(maps, from, to, 1, room / width, STRIP, 2);
  const longer = shown === 1 ? ALONE : shown <= FEW ? ONE_OF_FEW : ONE_OF_MANY;
  const exact = Math.min(longer, room) / Math.max(height, width);
  // whole pixels, so that all values are equally large
  const scale = exact > 1 ? Math.floor(exact) : exact;
  const gap = 4;
  const columns = Math.max(1, Math.floor((room + gap) / (width * scale + gap)));
  return grid(maps, from, to, columns, scale, scale, gap);
}

function grid(maps: Maps, from: number, to: number, most: number, across: number, down: number, gap: number): Grid {
  const columns = Math.min(most, to - from);
  const rows = Math.ceil((to - from) / columns);
  const width = columns * (maps.width * across + gap) - gap;
  return { maps, from, to, columns, across, down, gap, width, height: rows * (maps.height * down + gap) - gap };
}

/** The corner of a value. */
export function cornerOf(
  { maps, from, columns, across, down, gap }: Grid,
  { map, row, column }: Cell,
): [number, number] {
  const at = map - from;
  const left = (at % columns) * (maps.width * across + gap);
  return [left + column * across, Math.floor(at / columns) * (maps.height * down + gap) + row * down];
}

/** The value at a place, or null between maps. */
export function cellAt({ maps, from, to, columns, across, down, gap }: Grid, x: number, y: number): Cell | null {
  const [wide, high] = [maps.width * across + gap, maps.height * down + gap];
  const [left, top] = [Math.floor(x / wide), Math.floor(y / high)];
  const map = from + top * columns + left;
  const column = Math.floor((x - left * wide) / across);
  const row = Math.floor((y - top * high) / down);
  const inside = x >= 0 && y >= 0 && left < columns && map < to && column < maps.width && row < maps.height;
  return inside ? { map, row, column } : null;
}

/** The value that an arrow key leads to: across the edge of a map to the next one that is drawn. */
export function stepped({ maps, from, to, columns }: Grid, cell: Cell, right: number, below: number): Cell {
  const { map, row, column } = { ...cell, row: cell.row + below, column: cell.column + right };
  const [wide, high] = [maps.width, maps.height];
  const next = map + Math.floor(column / wide) + columns * Math.floor(row / high);
  if (next < from || next >= to) return cell;
  return { map: next, row: (row + high) % high, column: (column + wide) % wide };
}

/** The place of a value among those of its layer. */
export function indexOf({ maps }: Grid, { map, row, column }: Cell): number {
  return (map * maps.height + row) * maps.width + column;
}
