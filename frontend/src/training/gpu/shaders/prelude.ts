import { PRELUDE } from '../../../engine/gpu/shaders/prelude';

/** Invocations of a workgroup. */
export const SIZE = 64;

/** A shader that runs `body` for each of `words[step]` numbers; its own words begin at `step + 1`. */
export function each(body: string, functions = ''): string {
  return `${PRELUDE}${functions}
@compute @workgroup_size(${SIZE})
fn main(@builtin(global_invocation_id) own: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let step = launch.first;
  let count = u32(words[step]);
  for (var i = own.x; i < count; i += groups.x * ${SIZE}) {
    ${body}
  }
}
`;
}

/** The word at a place after the count, as an address or a whole number. */
export function word(at: number): string {
  return `u32(words[step + ${at + 1}])`;
}
