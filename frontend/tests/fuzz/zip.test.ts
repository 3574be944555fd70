import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { deflateSync, zipSync } from 'fflate';
import { describe, test, vi } from 'vitest';
import { load } from '../../src/engine/full';
import { openFile } from '../../src/sources/files';
import { damagedBytes, edge, name } from './damage';
import { joined } from '../../src/engine/bytes';
import { endures } from './hostile';

// the engine itself, without a worker
vi.mock('../../src/engine/client', () => ({
  Engine: {
    open: async (file: ArrayBuffer | Promise<ArrayBuffer>) => {
      const model = await load(await file);
      return {
        inputs: model.inputs,
        outputs: model.outputs,
        run: async ({ inputs, batch, pixels }: any) => model.run(inputs, batch, pixels),
        timed: async ({ inputs, batch, pixels }: any) => ({
          results: model.run(inputs, batch, pixels),
          milliseconds: 1,
        }),
        close: () => undefined,
        recycle: () => undefined,
      };
    },
  },
}));

const decoder = new Uint8Array(await readFile(new URL('../fixtures/decoder-script.onnx', import.meta.url)));
const manifest = new TextEncoder().encode(
  JSON.stringify({
    format: 1,
    name: 'mine',
    latent_dim: 6,
    image: { height: 28, width: 28, channels: 1, low: -1, high: 1 },
    files: { 'decoder.onnx': '' },
  }),
);
const whole = zipSync({ 'mine/latentwalk.json': manifest, 'mine/decoder.onnx': decoder }, { level: 1 });

async function dropped(bytes: Uint8Array<ArrayBuffer>, file = 'mine.zip'): Promise<void> {
  const { folder, model } = await openFile(new File([bytes], file));
  await (await model).decode(0, new Float32Array(folder.latentDim), 1);
}

/** A part of a zip, and what its headers claim, which may be wrong. */
interface Part {
  name: string;
  content: Uint8Array;
  method: number;
  packed?: number | undefined;
  size?: number | undefined;
  at?: number | undefined;
}

/** A zip with arbitrary headers. */
function zip(
  parts: Part[],
  end: {
    count?: number | undefined;
    length?: number | undefined;
    start?: number | undefined;
    comment?: number | undefined;
  } = {},
): Uint8Array<ArrayBuffer> {
  const [locals, list]: [Uint8Array[], Uint8Array[]] = [[], []];
  let at = 0;
  for (const { name, content, method, packed = content.length, size = content.length, at: stated = at } of parts) {
    const path = new TextEncoder().encode(name);
    const local = new DataView(new ArrayBuffer(30));
    const entry = new DataView(new ArrayBuffer(46));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(26, path.length, true);
    entry.setUint32(0, 0x02014b50, true);
    entry.setUint16(10, method, true);
    entry.setUint32(20, packed, true);
    entry.setUint32(24, size, true);
    entry.setUint16(28, path.length, true);
    entry.setUint32(42, stated, true);
    const whole = joined(new Uint8Array(local.buffer), path, content);
    locals.push(whole);
    list.push(joined(new Uint8Array(entry.buffer), path));
    at += whole.length;
  }
  const directory = joined(...list);
  const { count = parts.length, length = directory.length, start = at, comment = 0 } = end;
  const last = new DataView(new ArrayBuffer(22));
  last.setUint32(0, 0x06054b50, true);
  last.setUint16(8, count, true);
  last.setUint16(10, count, true);
  last.setUint32(12, length, true);
  last.setUint32(16, start, true);
  last.setUint16(20, comment, true);
  return joined(...locals, directory, new Uint8Array(last.buffer));
}

const optional = fc.option(edge, { nil: undefined, freq: 4 });
const contents = fc.constantFrom(
  manifest,
  deflateSync(manifest),
  decoder,
  deflateSync(decoder),
  new Uint8Array(),
  Uint8Array.of(3, 0),
  deflateSync(new Uint8Array(2 ** 20)),
  deflateSync(manifest).subarray(0, 40),
);
const part = fc.record({
  name: fc.oneof(
    fc.constantFrom(
      'latentwalk.json',
      'decoder.onnx',
      'mine/latentwalk.json',
      'mine/decoder.onnx',
      'a/b/latentwalk.json',
    ),
    name,
  ),
  content: contents,
  method: fc.constantFrom(0, 8, 8, 8, 9, 99),
  packed: optional,
  size: optional,
  at: optional,
});
const stated = fc.record({ count: optional, length: optional, start: optional, comment: optional });

describe('a zip that is dropped on the page', () => {
  test('with damage to its bytes is opened or refused', () =>
    endures('zip, bytes', damagedBytes(whole), (bytes) => dropped(bytes), 150));
  test('with wrong headers is opened or refused', () =>
    endures(
      'zip, headers',
      fc
        .tuple(fc.array(part, { maxLength: 4 }), fc.option(stated, { nil: undefined }))
        .map(([parts, end]) => zip(parts, end)),
      (bytes) => dropped(bytes),
      400,
    ));
  test('with a manifest and a decoder of wrong sizes is opened or refused', () =>
    endures(
      'zip, sizes',
      fc.tuple(fc.boolean(), optional, optional, optional, optional).map(([deflated, packed, size, at, other]) => {
        const [words, network] = deflated ? [deflateSync(manifest), deflateSync(decoder)] : [manifest, decoder];
        const method = deflated ? 8 : 0;
        return zip([
          { name: 'latentwalk.json', content: words, method, size: other ?? manifest.length },
          { name: 'decoder.onnx', content: network, method, size: size ?? decoder.length, packed, at },
        ]);
      }),
      (bytes) => dropped(bytes),
      200,
    ));

  const bomb = deflateSync(new Uint8Array(2 ** 27 - 1), { level: 9 });
  test.each([
    ['a manifest of 128 MB', zip([{ name: 'latentwalk.json', content: bomb, method: 8, size: 2 ** 27 - 1 }])],
    [
      'a manifest of 128 MB that claims to be small',
      zip([{ name: 'latentwalk.json', content: bomb, method: 8, size: 300 }]),
    ],
    [
      'a decoder of 128 MB',
      zip([
        { name: 'latentwalk.json', content: manifest, method: 0 },
        { name: 'decoder.onnx', content: bomb, method: 8, size: 2 ** 27 - 1 },
      ]),
    ],
    [
      'a decoder that claims to have 4 GB',
      zip([
        { name: 'latentwalk.json', content: manifest, method: 0 },
        { name: 'decoder.onnx', content: bomb, method: 8, size: 2 ** 32 - 1 },
      ]),
    ],
    [
      '65,000 parts that share one file',
      zip(
        Array.from({ length: 65000 }, (_, i): Part => ({
          name: `${i}`,
          content: new Uint8Array(),
          method: 8,
          packed: 1000,
          size: 10 ** 6,
          at: 0,
        })),
      ),
    ],
    ['no parts', zip([])],
  ])('of %s is refused', (what, bytes) => endures(`zip, ${what}`, fc.constant(bytes), (one) => dropped(one), 1));
});

describe('a bare decoder that is dropped on the page', () => {
  test('with damage is opened or refused', () =>
    endures('ONNX, dropped', damagedBytes(decoder), (bytes) => dropped(bytes, 'a <b>.onnx'), 30));
});
