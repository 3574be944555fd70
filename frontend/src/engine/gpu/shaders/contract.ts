import { PRELUDE } from './prelude';

/** Words before the offsets of the runs. */
const RUNS = 18;

/**
 * The product of the engine: see the WebAssembly kernel. Words: out, a, weights, bias, slope, sizes of n, y and x,
 * their strides in the input and in the output, channels, runs, length, whether the weights are for few channels, the
 * offsets of the runs.
 */
const PRODUCT = `${PRELUDE}
/** The addresses of a pixel's input and output. */
fn pixel(step: u32, at: u32) -> vec2i {
  let columns = u32(words[step + 7]);
  let rows = u32(words[step + 6]);
  let place = vec3i(i32(at / (rows * columns)), i32(at / columns % rows), i32(at % columns));
  let near = vec3i(words[step + 8], words[step + 9], words[step + 10]);
  let far = vec3i(words[step + 11], words[step + 12], words[step + 13]);
  let source = place * near;
  let goal = place * far;
  return vec2i(words[step + 1] + source.x + source.y + source.z, words[step] + goal.x + goal.y + goal.z);
}
/** How far the input number k of a pixel is from its first address. */
fn offset(step: u32, k: i32) -> i32 {
  let length = words[step + 16];
  let run = k / length;
  return words[step + ${RUNS} + u32(run)] + k - run * length;
}
fn weight(step: u32, k: i32, channel: i32, depth: i32) -> f32 {
  if (words[step + 17] == 1) { return memory[words[step + 2] + channel * depth + k]; }
  return memory[words[step + 2] + ((channel >> 3) * depth + k) * 8 + (channel & 7)];
}
fn biased(step: u32, channel: i32, sum: f32) -> f32 {
  let value = sum + memory[words[step + 3] + select(channel, 4 * channel, words[step + 17] == 1)];
  return max(value, value * float(step + 4));
}
`;

/** The shape of a workgroup's tile of outputs, and what an invocation computes of it. */
export interface Tile {
  pixels: number;
  channels: number;
  /** Pixels and channels of an invocation. */
  own: [pixels: number, channels: number];
}

/** Input numbers that a tile holds at once. */
const DEPTH = 16;

/** The beginning of a shader with workgroups of a size: the step that it runs, and how many results that has. */
function start(size: number): string {
  return `@compute @workgroup_size(${size})
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) own: u32,
) {
  let step = launch.first + group.z * launch.apart;
  let total = u32(words[step + 5] * words[step + 6] * words[step + 7]);
  let width = words[step + 14];`;
}

/** Tiles: a workgroup loads inputs and weights once for all its invocations. */
export function tiles({ pixels, channels, own: [down, along] }: Tile): string {
  const [rows, columns] = [pixels / down, channels / along];
  const size = rows * columns;
  const each = (count: number, line: (i: number) => string): string =>
    Array.from({ length: count }, (_, i) => line(i)).join('\n');
  return `${PRODUCT}
var<workgroup> inputs: array<f32, ${DEPTH * (pixels + 1)}>;
var<workgroup> factors: array<f32, ${DEPTH * channels}>;
var<workgroup> places: array<vec2i, ${pixels}>;
${start(size)}
  let left = i32(group.y) * ${channels};
  if (left >= width) { return; }
  for (var first = group.x * ${pixels}; first < total; first += groups.x * ${pixels}) {
    for (var i = own; i < ${pixels}; i += ${size}) { places[i] = pixel(step, min(first + i, total - 1)); }
    workgroupBarrier();
    let depth = words[step + 15] * words[step + 16];
    let row = own / ${columns};
    let column = own % ${columns};
${each(down * along, (i) => `    var sum${i} = 0.0;`)}
    for (var start = 0; start < depth; start += ${DEPTH}) {
      for (var i = own; i < ${pixels * DEPTH}; i += ${size}) {
        let k = start + i32(i % ${DEPTH});
        var value = 0.0;
        if (k < depth) { value = memory[places[i / ${DEPTH}].x + offset(step, k)]; }
        inputs[(i % ${DEPTH}) * ${pixels + 1} + i / ${DEPTH}] = value;
      }
      for (var i = own; i < ${channels * DEPTH}; i += ${size}) {
        let channel = i / ${DEPTH * Math.min(8, channels)} * 8 + i % ${Math.min(8, channels)};
        let k = i / ${Math.min(8, channels)} % ${DEPTH};
        var value = 0.0;
        if (start + i32(k) < depth && left + i32(channel) < width) {
          value = weight(step, start + i32(k), left + i32(channel), depth);
        }
        factors[k * ${channels} + channel] = value;
      }
      workgroupBarrier();
      for (var k = 0u; k < ${DEPTH}; k++) {
${each(down, (i) => `        let a${i} = inputs[k * ${pixels + 1} + row + ${i * rows}];`)}
${each(along, (j) => `        let w${j} = factors[k * ${channels} + column + ${j * columns}];`)}
${each(down * along, (i) => `        sum${i} += a${Math.floor(i / along)} * w${i % along};`)}
      }
      workgroupBarrier();
    }
${each(
  down * along,
  (i) => `    {
      let at = row + ${Math.floor(i / along) * rows};
      let channel = left + i32(column) + ${(i % along) * columns};
      if (first + at < total && channel < width) { memory[places[at].y + channel] = biased(step, channel, sum${i}); }
    }`,
)}
    workgroupBarrier();
  }
}
`;
}

/** Invocations that share the inputs of eight channels of one pixel. */
export const SLICES = 16;

/** One pixel and eight channels per workgroup, for few pixels: the weights are read in the order of memory. */
export const rows = `${PRODUCT}
var<workgroup> parts: array<f32, ${8 * SLICES}>;
${start(8 * SLICES)}
  if (group.y >= total) { return; }
  for (var left = i32(group.x) * 8; left < width; left += i32(groups.x) * 8) {
    let channel = left + i32(own % 8);
    let places = pixel(step, group.y);
    let depth = words[step + 15] * words[step + 16];
    var sum = 0.0;
    for (var k = i32(own / 8); k < depth; k += ${SLICES}) {
      sum += memory[places.x + offset(step, k)] * weight(step, k, channel, depth);
    }
    parts[own] = sum;
    workgroupBarrier();
    for (var half = ${SLICES / 2}u; half > 0; half /= 2) {
      if (own < half * 8) { parts[own] += parts[own + half * 8]; }
      workgroupBarrier();
    }
    if (own < 8 && channel < width) { memory[places.y + channel] = biased(step, channel, parts[own]); }
    workgroupBarrier();
  }
}
`;
