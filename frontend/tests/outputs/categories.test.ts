import { describe, expect, test } from 'vitest';
import { svg } from '../../src/figures/svg';
import { parseCategories } from '../../src/outputs/categories';

const bases = parseCategories({ length: 4, names: ['', 'A', 'C', 'G', 'T'] });
const words = parseCategories({ length: 3, names: ['<pad>', 'the', 'cat', 'sat'] });

describe('sequences of symbols', () => {
  test.each([
    [bases, 'GAT', [3, 1, 4, 0]],
    [bases, '', [0, 0, 0, 0]],
    [words, 'the cat', [1, 2, 0]],
  ])('%# become probabilities and a text again', (output, text, symbols) => {
    const sample = output.samplesOf(text);
    expect(symbols.map((symbol, place) => sample[place * output.categories.names.length + symbol])).toEqual(
      symbols.map(() => 1),
    );
    expect(sample.reduce((sum, share) => sum + share)).toBe(output.categories.length);
    expect(output.textOf(sample)).toBe(text);
  });

  test.each([
    [bases, 'GAX', "the model has no symbol 'X'"],
    [bases, 'GATTACA', 'it has 7 symbols, but sequences have 4'],
    [parseCategories({ length: 3, names: ['A', 'B'] }), 'AB', 'no symbol fills the rest'],
  ])('%# that do not fit are refused', (output, text, sentence) => {
    expect(() => output.samplesOf(text)).toThrow(sentence);
  });

  test('are read from a table that was saved, and from rows of probabilities', () => {
    const sample = Float32Array.from(bases.samplesOf('GAT'), (share) => (share ? 0.75 : 0.0625));
    const table = bases.table(sample);
    expect(table[1]!.slice(0, 4)).toEqual([1, 'G', 0.0625, 0.0625]);
    const cells = table.map((row) => row.map(String));
    expect(bases.read(cells)).toEqual(sample);
    expect(bases.read(cells.slice(1).map((row) => row.slice(2)))).toEqual(sample);
    expect(bases.read([['GAT']])).toEqual(bases.samplesOf('GAT'));
  });

  test('name the most likely symbols of a place', () => {
    const sample = bases.samplesOf('GAT');
    sample.set([0.1, 0.2, 0, 0.4, 0.3]);
    expect(bases.likely(sample, 0, 3).map(({ name }) => name)).toEqual(['G', 'T', 'A']);
    expect([8, 5].map(bases.nameOf)).toEqual(['2 G', '2 nothing']);
  });

  test('are drawn with no room for the name of their padding', () => {
    const [empty, named] = ['', '<pad>'].map((padding) => {
      const output = parseCategories({ length: 4, names: [padding, 'A', 'B'] });
      const box = { left: 0, top: 0, width: 96, height: 64 };
      return svg(box, (context) => output.draw(context, output.samplesOf('ABA'), 0, box));
    });
    expect(named).toContain('>B<');
    expect(named).toBe(empty);
  });

  test('are described by their text and their least certain places', () => {
    const sample = bases.samplesOf('GAT');
    sample.set([0.1, 0.2, 0, 0.4, 0.3]);
    expect(bases.describe(sample)).toBe('GAT; least certain G at 1 with 40 percent');
    expect(bases.describe(bases.samplesOf(''))).toBe('empty');
  });

  test.each([
    [{ length: 0 }, 'lacks the length'],
    [{ names: ['A'] }, 'lacks the length'],
    [{ names: ['A', 'A'] }, 'the different names'],
    [{ names: ['A', 1] }, 'lacks the length'],
    [{ length: 2 ** 24 }, 'which no page can show'],
  ])('%j are refused', (parts, sentence) => {
    expect(() => parseCategories({ length: 3, names: ['A', 'B'], ...parts })).toThrow(sentence);
  });
});
