import { definitionsFor } from './functions';
import { PRELUDE } from './prelude';

/** Invocations of a workgroup. */
export const MAPPED = 64;
/** Words before the axes: out, a, b, p, q, the number of elements, the number of axes. */
const HEAD = 7;

/**
 * out[i] = f(a[i], b[i], out[i]) over strided views; one element per invocation. Words per axis, outermost first: size,
 * strides of out, a and b.
 */
export const map = (expression: string): string => `${PRELUDE}${definitionsFor(expression)}
@compute @workgroup_size(${MAPPED})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let step = launch.first + id.z * launch.apart;
  let p = float(step + 3);
  let q = float(step + 4);
  let count = u32(words[step + 5]);
  let rank = u32(words[step + 6]);
  for (var i = id.x; i < count; i += groups.x * ${MAPPED}) {
    var out = words[step];
    var x = words[step + 1];
    var y = words[step + 2];
    var rest = i;
    for (var axis = rank; axis > 0; axis--) {
      let at = step + ${HEAD - 4} + 4 * axis;
      let size = u32(words[at]);
      let place = i32(rest % size);
      rest /= size;
      out += place * words[at + 1];
      x += place * words[at + 2];
      y += place * words[at + 3];
    }
    let a = memory[x];
    let b = memory[y];
    let o = memory[out];
    memory[out] = ${expression};
  }
}
`;
