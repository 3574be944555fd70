import type { Tensor } from '../tensor';

/**
 * Whether two views of one store certainly share no element. An address is written as a number in a mixed radix, whose
 * radices are the strides of both views; a view is a range of each digit then. False if addresses are not unique so.
 */
export function disjoint(a: Tensor, b: Tensor): boolean {
  // most views are stretches of memory, and a plan may have thousands of them
  if (edge(a, Math.max) < edge(b, Math.min) || edge(b, Math.max) < edge(a, Math.min)) return true;
  const strides = [a, b].flatMap(({ shape, strides }) => strides.filter((_, axis) => shape[axis]! > 1));
  const radices = [...new Set([...strides.filter(Boolean), 1])].sort((one, other) => other - one);
  if (radices.some((radix, i) => radix < 0 || (i > 0 && radices[i - 1]! % radix))) return false;
  const [one, other] = [box(a, radices), box(b, radices)];
  return Boolean(one && other?.some(([low, high], i) => high < one[i]![0] || one[i]![1] < low));
}

/** The first and last value of each digit; undefined if one is carried over into the digit before it. */
function box({ shape, strides, offset }: Tensor, radices: number[]): [number, number][] | undefined {
  let rest = offset;
  const digits = radices.map((radix): [number, number] => {
    const low = Math.floor(rest / radix);
    rest -= low * radix;
    const steps = shape.reduce((sum, size, axis) => (strides[axis] === radix && size > 1 ? sum + size - 1 : sum), 0);
    return [low, low + steps];
  });
  return digits.some(([, high], i) => i > 0 && high * radices[i]! >= radices[i - 1]!) ? undefined : digits;
}

/** The first or the last address of a view. */
function edge({ shape, strides, offset }: Tensor, bound: typeof Math.min): number {
  let at = offset;
  for (let axis = 0; axis < shape.length; axis++) at += bound(0, (shape[axis]! - 1) * strides[axis]!);
  return at;
}
