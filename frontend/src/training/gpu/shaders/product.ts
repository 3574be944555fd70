import { PRELUDE } from '../../../engine/gpu/shaders/prelude';
import { each, SIZE, word } from './prelude';

/** The sides of a workgroup's tile of results, and of what an invocation computes of it. */
export const TILE = 32;
const OWN = 2;
/** Products that a tile sums up at a time. */
const DEPTH = 16;
const SIDE = TILE / OWN;

/**
 * C (m, n) = A (m, k) B (k, n), or C += A B. Words: a and the distances of its rows and columns, the same of b, c and
 * the distance of its rows, m, n, k, whether to add, and the products of a part: each part (the workgroups along z) has
 * a C of its own, one after the other.
 */
export const product = `${PRELUDE}
var<workgroup> left: array<f32, ${DEPTH * (TILE + 1)}>;
var<workgroup> right: array<f32, ${DEPTH * TILE}>;
@compute @workgroup_size(${SIDE}, ${SIDE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) own: vec3u,
  @builtin(local_invocation_index) index: u32) {
  let step = launch.first;
  let a = u32(words[step]);
  let a_row = u32(words[step + 1]);
  let a_column = u32(words[step + 2]);
  let b = u32(words[step + 3]);
  let b_row = u32(words[step + 4]);
  let b_column = u32(words[step + 5]);
  let c_row = u32(words[step + 7]);
  let m = u32(words[step + 8]);
  let n = u32(words[step + 9]);
  let part = u32(words[step + 12]);
  let c = u32(words[step + 6]) + group.z * m * n;
  let first = group.z * part;
  let end = min(u32(words[step + 10]), first + part);
  let row = group.y * ${TILE};
  let column = group.x * ${TILE};
  var sums = array<f32, ${OWN * OWN}>();
  for (var k = first; k < end; k += ${DEPTH}) {
    for (var i = index; i < ${DEPTH * TILE}; i += ${SIDE * SIDE}) {
      // neighbouring invocations read neighbouring numbers
      let along = a_column == 1;
      let at = select(vec2u(i % ${TILE}, i / ${TILE}), vec2u(i / ${DEPTH}, i % ${DEPTH}), along);
      var value = 0.0;
      if (row + at.x < m && k + at.y < end) { value = memory[a + (row + at.x) * a_row + (k + at.y) * a_column]; }
      left[at.y * ${TILE + 1} + at.x] = value;
      let there = select(vec2u(i / ${DEPTH}, i % ${DEPTH}), vec2u(i % ${TILE}, i / ${TILE}), b_column == 1);
      value = 0.0;
      if (column + there.x < n && k + there.y < end) {
        value = memory[b + (k + there.y) * b_row + (column + there.x) * b_column];
      }
      right[there.y * ${TILE} + there.x] = value;
    }
    workgroupBarrier();
    for (var l = 0u; l < ${DEPTH}; l++) {
      for (var i = 0u; i < ${OWN}; i++) {
        let x = left[l * ${TILE + 1} + own.y + i * ${SIDE}];
        for (var j = 0u; j < ${OWN}; j++) { sums[i * ${OWN} + j] += x * right[l * ${TILE} + own.x + j * ${SIDE}]; }
      }
    }
    workgroupBarrier();
  }
  for (var i = 0u; i < ${OWN}; i++) {
    for (var j = 0u; j < ${OWN}; j++) {
      let y = row + own.y + i * ${SIDE};
      let x = column + own.x + j * ${SIDE};
      if (y >= m || x >= n) { continue; }
      let at = c + y * c_row + x;
      if (words[step + 11] == 1) { memory[at] += sums[i * ${OWN} + j]; } else { memory[at] = sums[i * ${OWN} + j]; }
    }
  }
}
`;

/** The sum of the parts of a product. Words: parts, how many, c, the distance of its rows, n, whether to add. */
export const joined = each(
  `var sum = 0.0;
    for (var part = 0u; part < ${word(1)}; part++) { sum += memory[${word(0)} + part * count + i]; }
    let n = ${word(4)};
    let at = ${word(2)} + i / n * ${word(3)} + i % n;
    if (words[step + 6] == 1) { memory[at] += sum; } else { memory[at] = sum; }`,
);

/** Adds a multiple of each of m rows of n numbers to a row, by a workgroup a column. Words: from, to, m, n, factor. */
export const sumRows = `${PRELUDE}
var<workgroup> parts: array<f32, ${SIZE}>;
@compute @workgroup_size(${SIZE})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) own: u32) {
  let step = launch.first;
  let m = u32(words[step + 2]);
  let n = u32(words[step + 3]);
  for (var column = group.x; column < n; column += groups.x) {
    var sum = 0.0;
    for (var row = own; row < m; row += ${SIZE}) { sum += memory[u32(words[step]) + row * n + column]; }
    parts[own] = sum;
    workgroupBarrier();
    for (var half = ${SIZE / 2}u; half > 0; half /= 2) {
      if (own < half) { parts[own] += parts[own + half]; }
      workgroupBarrier();
    }
    if (own == 0) { memory[u32(words[step + 1]) + column] += float(step + 4) * parts[0]; }
    workgroupBarrier();
  }
}
`;
