/** Invocations of a workgroup. */
export const SHOWN = 64;

/** Floats to bytes, four in each word: round(value * scale + shift), clamped to [0, 255]. */
export const pixels = `
struct Launch { source: u32, goal: u32, count: u32, scale: f32, shift: f32 }
@group(0) @binding(0) var<storage, read_write> memory: array<u32>;
@group(0) @binding(1) var<storage, read> words: array<i32>;
@group(0) @binding(2) var<uniform> launch: Launch;
@compute @workgroup_size(${SHOWN})
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  for (var word = id.x; word < (launch.count + 3) / 4; word += groups.x * ${SHOWN}) {
    var four = 0u;
    for (var i = 0u; i < 4; i++) {
      let at = launch.source + min(4 * word + i, launch.count - 1);
      let value = bitcast<f32>(memory[at]) * launch.scale + launch.shift;
      four |= u32(clamp(round(value), 0.0, 255.0)) << (8 * i);
    }
    memory[launch.goal + word] = four;
  }
}
`;
