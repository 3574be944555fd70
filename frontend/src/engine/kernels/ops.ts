// What a step asks for, by number: a contraction to many channels or to few, or a function of the map kernel, of which
// those of the plain engine's operators come first.

export const WIDE = -1;
export const NARROW = -2;
export const WINOGRAD = -3;
export const COPY = 0;
export const ADD = 1;
export const SUB = 2;
export const MUL = 3;
export const DIV = 4;
/** a * p + b * q */
export const MIX = 5;
/** a, or a * b where a is negative */
export const PRELU = 6;
/** a * p + q */
export const SCALE = 7;
/** a, clamped to [p, q] */
export const CLIP = 8;
export const SQRT = 9;
export const TRUNC = 10;
export const TANH = 11;
export const SIGMOID = 12;
export const MAX = 13;
export const MIN = 14;
/** out + a * b */
export const MAC = 15;
/** b where a is not 0; otherwise unchanged */
export const WHERE = 16;
export const EQUAL = 17;
export const LESS = 18;
export const ABS = 19;
export const FLOOR = 20;
export const CEIL = 21;
export const ROUND = 22;
export const EXP = 23;
export const LOG = 24;
export const ERF = 25;
export const SOFTPLUS = 26;
/** Elu and Selu: q * (a > 0 ? a : p * (e^a - 1)) */
export const ELU = 27;
/** a * p + q, clamped to [0, 1] */
export const HARDSIGMOID = 28;
