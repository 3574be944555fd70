import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sha256 } from '../../src/math/sha256';

test.each([0, 1, 55, 56, 63, 64, 65, 1000])("of %d bytes the hash is Node's", (count) => {
  const bytes = Uint8Array.from({ length: count }, (_, i) => i * 7);
  expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
});
