/**
 * What every shader of a step begins with. All tensors are in one memory, as in WebAssembly. A dispatch runs tasks of
 * one kernel, whose descriptions are `launch.apart` words apart; `launch.first` is the first one's place.
 */
export const PRELUDE = `
struct Launch { first: u32, apart: u32 }
@group(0) @binding(0) var<storage, read_write> memory: array<f32>;
@group(0) @binding(1) var<storage, read> words: array<i32>;
@group(0) @binding(2) var<uniform> launch: Launch;
fn float(at: u32) -> f32 { return bitcast<f32>(words[at]); }
`;

/** The largest float: shaders need not know infinity. */
export const MOST = 3.4028234e38;
