import { beforeAll, describe, expect, test } from 'vitest';
import { Device } from '../../src/engine/gpu/device';
import { built, CASES } from '../cases';
import { apart } from './agreeing';

let device: Device;
beforeAll(async () => {
  device = await Device.open(true);
});

/** Functions that have no kernel on the GPU. */
const LACKING = new Set(['Mod']);

describe('on the GPU', () => {
  test.each(
    CASES.filter(({ op }) => !LACKING.has(op)).map((one) => [`${one.op} ${one.title ?? ''}`.trim(), one] as const),
  )('%s agrees with WebAssembly', async (_, one) => {
    const { bytes, inputs } = built(one);
    const d = await apart(device, bytes, inputs);
    if (d > 2e-6) console.log(one.op, one.title, d);
    expect(d).toBeLessThan(2e-5);
  });
});
