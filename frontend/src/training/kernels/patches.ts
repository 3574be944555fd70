// Images (h, w, c), channels last, to the patches that a convolution reads, one row for each output place, and back.
//
// A geometry has eleven words: rows, columns and channels of the image, rows and columns of the output, rows and
// columns of the kernel, stride and padding of the rows, stride and padding of the columns.

// @ts-ignore: decorator
@inline
function word(geometry: usize, index: usize): i32 {
  return load<i32>(geometry + (index << 2));
}

// @ts-ignore: decorator
@inline
function copy(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(to + (i << 2), v128.load(from + (i << 2)));
  for (; i < count; i++) store<f32>(to + (i << 2), load<f32>(from + (i << 2)));
}

// @ts-ignore: decorator
@inline
function clear(to: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) v128.store(to + (i << 2), f32x4.splat(0));
  for (; i < count; i++) store<f32>(to + (i << 2), 0);
}

// @ts-ignore: decorator
@inline
function add(to: usize, from: usize, count: i32): void {
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at = i << 2;
    v128.store(to + at, f32x4.add(v128.load(to + at), v128.load(from + at)));
  }
  for (; i < count; i++) store<f32>(to + (i << 2), load<f32>(to + (i << 2)) + load<f32>(from + (i << 2)));
}

// @ts-ignore: decorator
@inline
function walk(geometry: usize, images: i32, image: usize, patches: usize, row: i32, backward: bool): void {
  const h = word(geometry, 0), w = word(geometry, 1), c = word(geometry, 2);
  const rows = word(geometry, 3), columns = word(geometry, 4);
  const high = word(geometry, 5), wide = word(geometry, 6);
  const down = word(geometry, 7), top = word(geometry, 8), across = word(geometry, 9), side = word(geometry, 10);
  const size = (h * w * c) << 2;
  for (let n = 0; n < images; n++, image += size) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++, patches += row) {
        const left = x * across - side;
        const first = max(0, -left), last = min(wide, w - left);
        let patch = patches;
        for (let ky = 0; ky < high; ky++, patch += (wide * c) << 2) {
          const line = y * down - top + ky;
          const there = line >= 0 && line < h && last > first;
          if (!there) {
            if (!backward) clear(patch, wide * c);
            continue;
          }
          const from = image + (((line * w + left + first) * c) << 2);
          const inside = patch + ((first * c) << 2);
          if (backward) add(from, inside, (last - first) * c);
          else {
            clear(patch, first * c);
            copy(inside, from, (last - first) * c);
            clear(patch + ((last * c) << 2), (wide - last) * c);
          }
        }
      }
    }
  }
}

/** The patches of some images. `row` is the distance of two rows of patches in bytes. */
export function unfold(geometry: usize, images: i32, image: usize, patches: usize, row: i32): void {
  walk(geometry, images, image, patches, row, false);
}

/** Adds patches to images at the places from which `unfold` takes them. */
export function fold(geometry: usize, images: i32, image: usize, patches: usize, row: i32): void {
  walk(geometry, images, image, patches, row, true);
}
