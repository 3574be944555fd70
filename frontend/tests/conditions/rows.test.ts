import { describe, expect, test } from 'vitest';
import { appended, inputsOf, joined, split } from '../../src/conditions/rows';
import { given } from './conditions';

test('numbers are appended to each point', () => {
  expect(appended(given(1, 2, 3, 4), 2, given(9, 8, 7))).toEqual(given(1, 2, 9, 8, 7, 3, 4, 9, 8, 7));
});

test('a point and what is given are joined; without conditions that is the point itself', () => {
  const z = given(1, 2);
  expect(joined({ z, given: given(0, 1) })).toEqual(given(1, 2, 0, 1));
  expect(joined({ z, given: given() })).toBe(z);
});

describe('the inputs of a network', () => {
  const network = { inputs: [{ name: 'latent' }, { name: 'y' }, { name: 'w' }] };

  test('are taken from the rows in the order of the inputs, whatever their names', () => {
    const rows = given(1, 2, 0, 1, 0.5, 3, 4, 1, 0, 0.25);
    expect(inputsOf(network, rows, 2, [2, 2, 1])).toEqual({
      latent: given(1, 2, 3, 4),
      y: given(0, 1, 1, 0),
      w: given(0.5, 0.25),
    });
  });

  test('are the rows themselves where there is one', () => {
    const rows = given(1, 2, 3, 4);
    expect(split(rows, 2, [2])[0]).toBe(rows);
  });

  test('have to be as many as the manifest says', () => {
    expect(() => inputsOf(network, given(1, 2), 1, [2])).toThrow('has 3 inputs, expected 1');
  });
});
