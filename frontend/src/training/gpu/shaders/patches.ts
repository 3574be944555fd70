import { each, word } from './prelude';

/** Words: image, patches, row, then the geometry: kernels/patches.ts lists it. */
const GEOMETRY = `
struct Geometry { h: i32, w: i32, c: i32, rows: i32, columns: i32, high: i32, wide: i32, down: i32, top: i32,
  across: i32, side: i32 }
fn geometry(step: u32) -> Geometry {
  let at = step + 4;
  return Geometry(words[at], words[at + 1], words[at + 2], words[at + 3], words[at + 4], words[at + 5], words[at + 6],
    words[at + 7], words[at + 8], words[at + 9], words[at + 10]);
}
`;

/** For each number of the patches, the one of the image. */
export const unfold = each(
  `let g = geometry(step);
    let length = g.high * g.wide * g.c;
    let place = i32(i) / length;
    let k = i32(i) % length;
    let n = place / (g.rows * g.columns);
    let y = place / g.columns % g.rows * g.down - g.top + k / (g.wide * g.c);
    let x = place % g.columns * g.across - g.side + k / g.c % g.wide;
    var value = 0.0;
    if (y >= 0 && y < g.h && x >= 0 && x < g.w) {
      value = memory[${word(0)} + u32(((n * g.h + y) * g.w + x) * g.c + k % g.c)];
    }
    memory[${word(1)} + u32(place) * ${word(2)} + u32(k)] = value;`,
  GEOMETRY,
);

/** For each number of the images, the sum of those of the patches that were taken from it. */
export const fold = each(
  `let g = geometry(step);
    let channel = i32(i) % g.c;
    let x = i32(i) / g.c % g.w + g.side;
    let y = i32(i) / (g.c * g.w) % g.h + g.top;
    let n = i32(i) / (g.c * g.w * g.h);
    var sum = 0.0;
    for (var ky = y % g.down; ky < g.high; ky += g.down) {
      let row = (y - ky) / g.down;
      if (y < ky || row >= g.rows) { continue; }
      for (var kx = x % g.across; kx < g.wide; kx += g.across) {
        let column = (x - kx) / g.across;
        if (x < kx || column >= g.columns) { continue; }
        let place = u32((n * g.rows + row) * g.columns + column);
        sum += memory[${word(1)} + place * ${word(2)} + u32((ky * g.wide + kx) * g.c + channel)];
      }
    }
    memory[${word(0)} + i] += sum;`,
  GEOMETRY,
);
