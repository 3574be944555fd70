import { describe, expect, test } from 'vitest';
import { firstChoice, readChoice, writeChoice } from '../../src/outputs/choice';

const VOLUME = [6, 4, 5];

describe('what is drawn of a field', () => {
  test.each([
    ['', { channels: [0], axis: 0, at: 3 }],
    ['2', { channels: [1], axis: 0, at: 3 }],
    ['3,1,2', { channels: [2, 0, 1], axis: 0, at: 3 }],
    [':z0', { channels: [0], axis: 0, at: 0 }],
    ['2:y1', { channels: [1], axis: 1, at: 1 }],
    ['1,2,3:x4', { channels: [0, 1, 2], axis: 2, at: 4 }],
  ])('is %j in a link', (text, choice) => {
    expect(readChoice(text, 3, VOLUME)).toEqual(choice);
    expect(writeChoice(choice, VOLUME)).toBe(text);
  });

  test.each(['0', '4', '1,2', '9,1,1', ':z6', ':w1', 'z1', '-1', '2:y1 ', '<b>'])(
    'is the first channel and the middle slice in place of %j',
    (text) => {
      expect(readChoice(text, 3, VOLUME)).toEqual(firstChoice(VOLUME));
    },
  );

  test('is without a slice in the plane', () => {
    expect(readChoice('2:z1', 3, [4, 5])).toEqual({ channels: [1], axis: 0, at: 0 });
    expect(writeChoice({ channels: [0], axis: 0, at: 0 }, [4, 5])).toBe('');
  });
});
