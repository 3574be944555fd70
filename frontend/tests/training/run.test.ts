import { expect, test } from 'vitest';
import { workersFor } from '../../src/training/run';

test.each([
  ['pictures leave one processor to the page', [28, 28, 1], 4, 3],
  ['pictures on one processor have one worker', [28, 28, 1], 1, 1],
  ['curves have one worker', [1, 28, 1], 4, 1],
] as const)('%s', (_, item, cores, workers) => {
  expect(workersFor(item, cores)).toBe(workers);
});
