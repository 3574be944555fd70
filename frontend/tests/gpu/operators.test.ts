import { describe, expect, test } from 'vitest';
import { built, CASES } from '../cases';
import { apart, shared } from './agreeing';

/** Operators that have no kernel on the GPU. */
const LACKING = new Set(['Mod']);
/** Cases of an operator: its plan has few kinds of steps, and WebAssembly is tested with all cases. */
const MOST = 5;

const device = await shared();

describe('operators on the GPU agree with WebAssembly', () => {
  const cases = CASES.filter(
    (one) => !LACKING.has(one.op) && CASES.filter(({ op }) => op === one.op).indexOf(one) < MOST,
  );
  test.each(cases.map((one) => [`${one.op} ${one.title ?? ''}`.trim(), one] as const))('%s', async (_, one) => {
    const { bytes, inputs } = built(one);
    expect(await apart(device, bytes, inputs)).toBeLessThan(2e-5);
  });
});
