import { expect, test } from 'vitest';
import { Series } from '../../src/state/series';

test('tasks run one after another, and a failure stops none', async () => {
  const series = new Series();
  const said: string[] = [];
  const task =
    (name: string, fails = false) =>
    async () => {
      said.push(`${name} begins`);
      await Promise.resolve();
      said.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const results = await Promise.allSettled([series.run(task('a')), series.run(task('b', true)), series.run(task('c'))]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(said).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
});
