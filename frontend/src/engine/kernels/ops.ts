// What a step asks for, by number: a contraction to many channels or to few, one by another method, or a function of
// the map kernel, of which those of the plain engine's operators come first.

export const WIDE = -1;
export const NARROW = -2;
export const WINOGRAD = -3;
/** A product of one row that has many zeros */
export const SPARSE = -4;
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
export const LESS_EQUAL = 29;
/** out + a * p + b * q */
export const BLEND = 30;
/** a, rounded to bfloat16 */
export const BFLOAT = 31;
// those below compute one element at a time
export const POW = 32;
/** The remainder of a / b, with the sign of b */
export const MOD = 33;
/** The remainder of a / b, with the sign of a */
export const FMOD = 34;
export const SIN = 35;
export const COS = 36;
export const TAN = 37;
export const ASIN = 38;
export const ACOS = 39;
export const ATAN = 40;
export const SINH = 41;
export const COSH = 42;
export const ASINH = 43;
export const ACOSH = 44;
export const ATANH = 45;
/** A random number in (0, 1) that follows from the place a, the seed b and the stream p */
export const UNIFORM = 46;
/** The same with the standard normal distribution */
export const NORMAL = 47;
// those below move elements to or from the place b of p places that are q floats apart; b counts from either end
/** The element of a at place b */
export const TAKE = 48;
/** Puts a at place b of out; with a suffix, combines it with what is there. */
export const PUT = 49;
export const PUT_ADD = 50;
export const PUT_MUL = 51;
export const PUT_MAX = 52;
export const PUT_MIN = 53;
/** out + 1 where b comes before a when elements are sorted, largest first: of equals, the one first in memory */
export const RANK = 54;
