/** Indices of the k rows of an (n, d) matrix nearest to a point, nearest first, and their distances. */
export function nearest(
  data: Float32Array,
  point: ArrayLike<number>,
  k: number,
  but = -1,
): { indices: number[]; distances: number[] } {
  const d = point.length;
  const n = data.length / d;
  const indices: number[] = [];
  const squares: number[] = [];
  let worst = Infinity;
  for (let r = 0; r < n; r++) {
    let square = 0;
    for (let i = 0, at = r * d; i < d && square < worst; i++, at++) {
      const difference = data[at]! - point[i]!;
      square += difference * difference;
    }
    if (square >= worst || r === but) continue;
    let place = squares.length;
    while (place > 0 && squares[place - 1]! > square) place--;
    squares.splice(place, 0, square);
    indices.splice(place, 0, r);
    if (squares.length > k) {
      squares.pop();
      indices.pop();
    }
    if (squares.length === k) worst = squares[k - 1]!;
  }
  return { indices, distances: squares.map(Math.sqrt) };
}
