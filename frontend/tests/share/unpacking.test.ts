import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bytesOf, fromColumns, HIDDEN, together, unpacked } from '../../src/share/unpacking';

const noise = (length: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (i * i * 31 + (i >> 3)) & 255);

/** Seven bits per symbol, with one extra symbol; escaped symbols are stored in the character after them. */
function textOf(bytes: Uint8Array): string {
  const bits = `${Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')}000000`;
  const symbols = [
    ...[...bits.slice(0, bits.length - (bits.length % 7)).matchAll(/.{7}/g)].map(([symbol]) => parseInt(symbol, 2)),
    1,
  ];
  let text = '';
  for (let i = 0; i < symbols.length; i++) {
    const hidden = HIDDEN.indexOf(symbols[i]!);
    text += String.fromCharCode(hidden < 0 ? symbols[i]! : 256 + hidden * 128 + symbols[++i]!);
  }
  return text;
}

test('text with seven bits per character becomes any bytes again', () => {
  for (const length of [0, 1, 6, 7, 8, 1000]) expect(bytesOf(textOf(noise(length)), length)).toEqual(noise(length));
  expect(bytesOf(textOf(new Uint8Array(20)), 20)).toEqual(new Uint8Array(20));
  // eslint-disable-next-line no-control-regex -- these are what HTML would change
  expect(textOf(noise(1000))).not.toMatch(/[\0\t\n\f\r\x1a&<]/);
});

test('byte planes become numbers', () => {
  expect(together(Uint8Array.of(1, 2, 3, 4, 5, 6), 3)).toEqual(Uint8Array.of(1, 3, 5, 2, 4, 6));
});

test('a part is inflated, joined and cut to its length', async () => {
  const planes = Uint8Array.of(1, 2, 10, 20, 100, 200, 0, 0);
  const packed = new Uint8Array(deflateSync(planes));
  const part = await unpacked({ text: textOf(packed), packed: packed.length, bytes: 7, width: 4 });
  expect(new Uint8Array(part)).toEqual(Uint8Array.of(1, 10, 100, 0, 2, 20, 200));
});

test('a damaged part is refused', async () => {
  const packed = new Uint8Array(deflateSync(noise(100)));
  packed[40]! ^= 4;
  await expect(unpacked({ text: textOf(packed), packed: packed.length, bytes: 100, width: 1 })).rejects.toThrow();
});

test('columns of integers become arrays after the header', () => {
  const tale = new TextEncoder().encode(
    JSON.stringify([
      { dtype: 'F32', rows: 2, bits: 3, width: 2, low: [-1, 5], step: [0.5, 0.25] },
      { dtype: 'I32', rows: 2, bits: 0, width: 1, low: [-1], step: [1] },
      { dtype: 'U8', rows: 2, bits: 0, width: 1, low: [0], step: [1] },
    ]),
  );
  const head = Uint8Array.of(9, 9, 9);
  const lengths = new Uint8Array(Uint32Array.of(tale.length, head.length).buffer);
  // the lowest bits 7, 0, 5 and 2, low bytes of both columns, then their high ones
  const bits = [0b11100010, 0b10100000];
  const file = Uint8Array.from([...lengths, ...tale, ...head, ...bits, 1, 2, 3, 4, 0, 1, 0, 0, 0, 3, 0, 1]);
  const made = fromColumns(file, 3 + 16 + 8 + 2);
  expect(new Uint8Array(made, 0, 3)).toEqual(head);
  expect(new Float32Array(made.slice(3, 19))).toEqual(
    Float32Array.of(-1 + 0.5 * (8 + 7), 5 + 0.25 * (24 + 5), -1 + 0.5 * 8 * (2 + 256), 5 + 0.25 * (32 + 2)),
  );
  expect(new Int32Array(made.slice(19, 27))).toEqual(Int32Array.of(-1, 2));
  expect(new Uint8Array(made, 27)).toEqual(Uint8Array.of(0, 1));
});
