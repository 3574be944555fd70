/** Images of a strip in its first two rounds; the third has all. */
const ROUNDS = [3, 5] as const;

/** An order in which images are decoded: the first `coarse` give an idea of the whole. */
export interface Order {
  cells: number[];
  coarse: number;
}

/** The order of one strip's images: evenly spread, and ever denser. */
function alongStrip(count: number): number[][] {
  const rounds = ROUNDS.map((few) =>
    Array.from({ length: few }, (_, i) => Math.round(((i + 0.5) / few) * count - 0.5)),
  );
  const all = new Set<number>();
  return [...rounds, Array.from({ length: count }, (_, i) => i)].map((round) =>
    round.filter((image) => image < count && !all.has(image) && all.add(image)),
  );
}

/** The order of several strips' images. They are counted strip by strip; each round is finished for all strips. */
export function orderOfStrips(strips: number, count: number): Order {
  const rounds = alongStrip(count);
  const cells = rounds.flatMap((round) =>
    Array.from({ length: strips }, (_, strip) => round.map((image) => strip * count + image)).flat(),
  );
  return { cells, coarse: strips * rounds[0]!.length };
}

/**
 * The order of a map's tiles, counted row by row: from the centre outwards, first every second one of every second row.
 * `column` and `row` are those of the first tile, so that a pan keeps the order; others than those that `accept` takes
 * are left out.
 */
export function orderOfTiles(
  columns: number,
  rows: number,
  column: number,
  row: number,
  accept: (cell: number) => boolean = () => true,
): Order {
  const all = Array.from({ length: columns * rows }, (_, cell) => {
    const [x, y] = [cell % columns, Math.floor(cell / columns)];
    const far = Math.hypot(x - (columns - 1) / 2, y - (rows - 1) / 2);
    return { cell, far, fine: Math.abs(x + column) % 2 || Math.abs(y + row) % 2 };
  }).filter(({ cell }) => accept(cell));
  all.sort((a, b) => a.fine - b.fine || a.far - b.far);
  return { cells: all.map(({ cell }) => cell), coarse: all.filter(({ fine }) => !fine).length };
}
