import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, test } from 'vitest';
import { fromColumns, HIDDEN, unpacked } from '../../src/share/unpacking';
import { damaged, damagedBytes, edge, written } from './damage';
import { joined } from '../../src/engine/bytes';
import { endures } from './hostile';

/** Errors as the page reports them: every part that cannot be unpacked is damaged. */
const refused = (): never => {
  throw new Error('This page holds no whole part: it is damaged.');
};

/** Bytes as text with seven bits per character, like packing.py. */
function textOf(bytes: Uint8Array): string {
  let text = '';
  let [held, bits] = [0, 0];
  const put = (symbol: number): void => {
    const hidden = HIDDEN.indexOf(symbol);
    text += String.fromCharCode(hidden < 0 ? symbol : 256 + hidden * 128 + 1);
  };
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xffff;
    bits += 8;
    while (bits >= 7) put((held >> (bits -= 7)) & 127);
  }
  put((held << (7 - bits)) & 127);
  return text;
}

const columns = [
  { dtype: 'F32', rows: 2, bits: 3, width: 2, low: [-1, 5], step: [0.5, 0.25] },
  { dtype: 'I32', rows: 2, bits: 0, width: 1, low: [-1], step: [1] },
  { dtype: 'U8', rows: 2, bits: 0, width: 1, low: [0], step: [1] },
];
const body = Uint8Array.of(9, 9, 9, 226, 160, 1, 2, 3, 4, 0, 1, 0, 0, 0, 3, 0, 1);
function inColumns(tale: string, head = 3): Uint8Array<ArrayBuffer> {
  const words = new TextEncoder().encode(tale);
  return joined(new Uint8Array(Uint32Array.of(words.length, head).buffer), words, body);
}

describe('a part of an exported page', () => {
  const bytes = deflateSync(Uint8Array.from({ length: 300 }, (_, i) => i * i));
  test('with damage is unpacked or refused', () =>
    endures(
      'export, parts',
      fc.tuple(
        damagedBytes(bytes),
        fc.oneof(fc.constant(300), edge),
        fc.oneof(fc.constantFrom(0, 1, 2, 4), edge),
        fc.option(edge, { nil: undefined }),
      ),
      ([content, length, width, packed]) =>
        unpacked({ text: textOf(content), packed: packed ?? content.length, bytes: length, width }).catch(refused),
      60,
    ));

  test('of any text is unpacked or refused', () =>
    endures(
      'export, text',
      fc.string({ unit: 'binary', maxLength: 200 }),
      (text) => unpacked({ text, packed: text.length, bytes: 10, width: 1 }).catch(refused),
      40,
    ));

  test('in columns with wrong sizes is unpacked or refused', () =>
    endures(
      'export, columns',
      fc.tuple(
        fc.oneof(
          damaged(columns).map((one) => inColumns(written(one))),
          damagedBytes(inColumns(JSON.stringify(columns))),
        ),
        fc.oneof(fc.constant(29), edge),
      ),
      async ([file, length]) => {
        await Promise.resolve()
          .then(() => fromColumns(file, length))
          .catch(refused);
      },
      400,
    ));
});
