import { expect, test } from 'vitest';
import { classesOf } from '../../../src/training/reading/classes';

test.each([
  ['subfolders of one folder', ['pets/cat/1.png', 'pets/dog/a/2.png'], ['cat', 'dog'], [0, 1], 'pets'],
  ['folders beside each other', ['cat/1.png', 'dog/2.png', '3.png'], ['cat', 'dog'], [0, 1, -1], ''],
  ['numbers', ['d/10/1.png', 'd/9/1.png'], ['9', '10'], [1, 0], 'd'],
  ['splits above the classes', ['d/train/a/1.png', 'd/test/b/1.png'], ['a', 'b'], [0, 1], 'd'],
  ['one folder without others', ['cats/1.png', 'cats/2.png'], [], [-1, -1], 'cats'],
  ['files alone', ['1.png', '2.png'], [], [-1, -1], ''],
])('%s', (_, paths, classes, labels, name) => {
  expect(classesOf(paths)).toEqual({ classes, labels: Int32Array.from(labels), name });
});
