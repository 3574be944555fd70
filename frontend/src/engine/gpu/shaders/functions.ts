import {
  ABS,
  ADD,
  BFLOAT,
  BLEND,
  CEIL,
  CLIP,
  COPY,
  COS,
  DIV,
  ELU,
  EQUAL,
  ERF,
  EXP,
  FLOOR,
  HARDSIGMOID,
  LESS,
  LESS_EQUAL,
  LOG,
  MAC,
  MAX,
  MIN,
  MIX,
  MUL,
  NORMAL,
  POW,
  PRELU,
  ROUND,
  SCALE,
  SIGMOID,
  SIN,
  SOFTPLUS,
  SQRT,
  SUB,
  TAKE,
  TANH,
  TRUNC,
  UNIFORM,
  WHERE,
} from '../../kernels/ops';

/**
 * The functions of maps in WGSL, by number: of a, b and what is there already, o; p and q are parameters, and x is the
 * address of a. A function that is not listed here has no kernel on the GPU.
 */
export const FUNCTIONS: Record<number, string> = {
  [COPY]: 'a',
  [ADD]: 'a + b',
  [SUB]: 'a - b',
  [MUL]: 'a * b',
  [DIV]: 'a / b',
  [MIX]: 'a * p + b * q',
  [PRELU]: 'select(a, a * b, a < 0)',
  [SCALE]: 'a * p + q',
  [CLIP]: 'min(max(a, p), q)',
  [SQRT]: 'sqrt(a)',
  [TRUNC]: 'trunc(a)',
  [TANH]: '2 * sigmoid(2 * a) - 1',
  [SIGMOID]: 'sigmoid(a)',
  [MAX]: 'max(a, b)',
  [MIN]: 'min(a, b)',
  [MAC]: 'o + a * b',
  [WHERE]: 'select(o, b, a != 0)',
  [EQUAL]: 'select(0.0, 1.0, a == b)',
  [LESS]: 'select(0.0, 1.0, a < b)',
  [ABS]: 'abs(a)',
  [FLOOR]: 'floor(a)',
  [CEIL]: 'ceil(a)',
  [ROUND]: 'round(a)',
  [EXP]: 'power(a)',
  [LOG]: 'log(a)',
  [ERF]: 'erf(a)',
  [SOFTPLUS]: 'softplus(a)',
  [ELU]: 'q * select(p * (power(a) - 1), a, a > 0)',
  [HARDSIGMOID]: 'clamp(a * p + q, 0, 1)',
  [LESS_EQUAL]: 'select(0.0, 1.0, a <= b)',
  [BLEND]: 'o + a * p + b * q',
  [BFLOAT]: 'bfloat(a)',
  [POW]: 'raised(a, b)',
  [SIN]: 'sine(a)',
  [COS]: 'cosine(a)',
  [UNIFORM]: 'uniform_at(a, b, u32(p))',
  [NORMAL]: 'normal_at(a, b, u32(p))',
  [TAKE]: 'memory[x + reach(b, p, q)]',
};

/**
 * What they call, callers before what these call. The built-in sine and cosine may be wrong by 0.0005, so there are own
 * ones.
 */
const DEFINITIONS: Record<string, string> = {
  normal_at: `
fn normal_at(place: f32, seed: f32, stream: u32) -> f32 {
  let radius = sqrt(-2 * log(uniform_at(place, seed, 2 * stream)));
  return radius * cosine(6.2831855 * uniform_at(place, seed, 2 * stream + 1));
}
`,
  uniform_at: `
fn uniform_at(place: f32, seed: f32, stream: u32) -> f32 {
  let hash = scramble(scramble(scramble(u32(seed) + 0x9e3779b9u) ^ stream) ^ u32(place));
  return f32(hash >> 9) * 1.1920929e-7 + 5.9604645e-8;
}
`,
  /** The finalizer of MurmurHash3. */
  scramble: `
fn scramble(given: u32) -> u32 {
  var x = (given ^ (given >> 16)) * 0x85ebca6bu;
  x = (x ^ (x >> 13)) * 0xc2b2ae35u;
  return x ^ (x >> 16);
}
`,
  softplus: `
fn softplus(x: f32) -> f32 { return max(x, 0) + log(1 + power(-abs(x))); }
`,
  /** Abramowitz and Stegun 7.1.26. */
  erf: `
fn erf(x: f32) -> f32 {
  let t = 1 / (1 + 0.3275911 * abs(x));
  let y = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return sign(x) * (1 - y * power(-x * x));
}
`,
  raised: `
fn raised(x: f32, y: f32) -> f32 {
  if (y == 0) { return 1; }
  if (x == 0) { return select(0.0, ${3.4e38}, y < 0); }
  let size = power(y * log(abs(x)));
  return select(size, -size, x < 0 && abs(y) % 2 == 1);
}
`,
  sigmoid: `
fn sigmoid(x: f32) -> f32 { return 1 / (1 + exp(clamp(-x, -87.0, 88.0))); }
`,
  power: `
fn power(x: f32) -> f32 { return select(exp(clamp(x, -87.0, 88.72)), 0.0, x < -87); }
`,
  bfloat: `
fn bfloat(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  return bitcast<f32>((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000);
}
`,
  sine: `
fn sine(x: f32) -> f32 { return turned(x, 0); }
`,
  cosine: `
fn cosine(x: f32) -> f32 { return turned(x, 1); }
`,
  /** The sine of x plus a number of quarter turns. The nearest multiple of a quarter turn is subtracted in parts. */
  turned: `
fn turned(x: f32, more: i32) -> f32 {
  let k = round(x * 0.636619772);
  let rest = ((x - k * 1.5703125) - k * 4.8375129e-4) - k * 7.5497899e-8;
  let side = (i32(k) + more) & 3;
  let flat = rest * 0.636619772;
  let value = select(quarter(flat), quarter(1 - abs(flat)), (side & 1) == 1);
  return select(value, -value, side >= 2);
}
`,
  /** The sine of a number of quarter turns from -1 to 1, by its series. */
  quarter: `
fn quarter(turns: f32) -> f32 {
  let x = turns * 1.57079633;
  let s = x * x;
  return x + x * s * ((((2.7557319e-6 * s - 1.9841270e-4) * s + 8.3333333e-3) * s) - 0.16666667);
}
`,
  /** The floats from the first of some places to the one that an index names, which counts from either end. */
  reach: `
fn reach(index: f32, count: f32, stride: f32) -> i32 {
  let limit = i32(count);
  var place = i32(index);
  if (place < 0) { place += limit; }
  return clamp(place, 0, limit - 1) * i32(stride);
}
`,
};

/** The definitions that an expression needs. */
export function definitionsFor(expression: string): string {
  let code = '';
  for (const [name, definition] of Object.entries(DEFINITIONS))
    if (`${expression}${code}`.includes(`${name}(`)) code += definition;
  return code;
}
