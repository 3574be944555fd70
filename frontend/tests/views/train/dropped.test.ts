import { expect, test } from 'vitest';
import { isDataSet } from '../../../src/views/train/dropped';

const files = (...names: string[]): File[] => names.map((name) => new File(['a'], name));

test.each<[string, string[], boolean, boolean]>([
  ['pictures', ['a.png', 'b.png'], true, true],
  ['one picture', ['a.png'], false, false],
  ['arrays', ['a.npy'], true, false],
  ['arrays with names', ['a.npz'], true, true],
  ['a table', ['a.csv'], false, false],
])('%s: whether they are a data set depends on the open model', async (_, names, ofImages, ofOthers) => {
  expect(await isDataSet(files(...names), true)).toBe(ofImages);
  expect(await isDataSet(files(...names), false)).toBe(ofOthers);
});
