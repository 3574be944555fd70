import { definitionsFor } from './functions';
import { PRELUDE } from './prelude';

/** Invocations of a workgroup. */
export const REDUCED = 64;
/** Words before the axes. */
const HEAD = 11;

/**
 * Where a step reads and writes. Words: out, a, b, p, q; whether a and b are what was combined so far; the number of
 * outputs and of their axes, and of the elements that are combined to each and of theirs. Then per axis of the outputs:
 * size, strides of out, a and b; and per axis that is combined: size, strides of a and b.
 */
const PLACES = `
struct Places { out: i32, x: i32, y: i32 }
fn output(step: u32, at: u32) -> Places {
  var places = Places(words[step], words[step + 1], words[step + 2]);
  var rest = at;
  for (var axis = u32(words[step + 8]); axis > 0; axis--) {
    let entry = step + ${HEAD - 4} + 4 * axis;
    let size = u32(words[entry]);
    let place = i32(rest % size);
    rest /= size;
    places.out += place * words[entry + 1];
    places.x += place * words[entry + 2];
    places.y += place * words[entry + 3];
  }
  return places;
}
fn element(step: u32, first: Places, at: u32) -> Places {
  var places = first;
  var rest = at;
  let axes = step + ${HEAD} + 4 * u32(words[step + 8]);
  for (var axis = u32(words[step + 10]); axis > 0; axis--) {
    let entry = axes + 3 * axis - 3;
    let size = u32(words[entry]);
    let place = i32(rest % size);
    rest /= size;
    places.x += place * words[entry + 1];
    places.y += place * words[entry + 2];
  }
  return places;
}
`;

/** Combines any function's values one after the other; one output per invocation. */
export const serial = (expression: string): string => `${PRELUDE}${definitionsFor(expression)}${PLACES}
@compute @workgroup_size(${REDUCED})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let step = launch.first + id.z * launch.apart;
  let p = float(step + 3);
  let q = float(step + 4);
  let count = u32(words[step + 9]);
  for (var i = id.x; i < u32(words[step + 7]); i += groups.x * ${REDUCED}) {
    let first = output(step, i);
    var o = memory[first.out];
    for (var k = 0u; k < count; k++) {
      let places = element(step, first, k);
      let x = places.x;
      let a = select(memory[x], o, words[step + 5] == 1);
      let b = select(memory[places.y], o, words[step + 6] == 1);
      o = ${expression};
    }
    memory[first.out] = o;
  }
}
`;

/**
 * Combines many values by an associative function of a and b; one output per workgroup. `term` is what an element adds,
 * of a and b, and `neutral` changes nothing.
 */
export const joint = (combine: string, term: string, neutral: string): string => `${PRELUDE}${PLACES}
var<workgroup> parts: array<f32, ${REDUCED}>;
fn combined(a: f32, b: f32) -> f32 { return ${combine}; }
@compute @workgroup_size(${REDUCED})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) own: u32,
) {
  let step = launch.first + group.z * launch.apart;
  let count = u32(words[step + 9]);
  for (var i = group.x; i < u32(words[step + 7]); i += groups.x) {
    let first = output(step, i);
    var sum = ${neutral};
    for (var k = own; k < count; k += ${REDUCED}) {
      let places = element(step, first, k);
      let a = memory[places.x];
      let b = memory[places.y];
      sum = combined(sum, ${term});
    }
    parts[own] = sum;
    workgroupBarrier();
    for (var half = ${REDUCED / 2}u; half > 0; half /= 2) {
      if (own < half) { parts[own] = combined(parts[own], parts[own + half]); }
      workgroupBarrier();
    }
    if (own == 0) { memory[first.out] = combined(memory[first.out], parts[0]); }
    workgroupBarrier();
  }
}
`;
