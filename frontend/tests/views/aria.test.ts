import { expect, test } from 'vitest';
import { decimal } from '../../src/views/aria';

test.each([[-2.7e-9], [1.5e21], [-1e300], [-0.000001], [0.5]])('%d is written without an exponent', (value) => {
  expect(String(decimal(value))).toMatch(/^-?[\d.]+$/);
  expect(Math.sign(decimal(value)) * Math.sign(value)).toBeGreaterThanOrEqual(0);
});
