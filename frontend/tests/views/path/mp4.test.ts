import { describe, expect, test } from 'vitest';
import { mp4, type Coded } from '../../../src/views/path/mp4';

/** Boxes that hold others, and how many bytes come before these. */
const HOLDERS: Record<string, number> = { moov: 0, trak: 0, mdia: 0, minf: 0, stbl: 0, stsd: 8, avc1: 78, vp09: 78 };

/** The content of each box of a file by its path. */
function boxes(file: Uint8Array, start = 0, end = file.length, path = ''): Map<string, DataView> {
  const found = new Map<string, DataView>();
  const view = new DataView(file.buffer);
  for (let at = start; at < end;) {
    const size = view.getUint32(at);
    const name = String.fromCharCode(...file.subarray(at + 4, at + 8));
    expect(size).toBeGreaterThanOrEqual(8);
    found.set(path + name, new DataView(file.buffer, at + 8, size - 8));
    if (name in HOLDERS)
      for (const [key, one] of boxes(file, at + 8 + HOLDERS[name]!, at + size, `${path}${name}/`)) found.set(key, one);
    at += size;
  }
  return found;
}

const frame = (timestamp: number, key: boolean, ...data: number[]): Coded => ({
  data: Uint8Array.from(data),
  timestamp,
  duration: 40_000,
  key,
});
const numbers = (view: DataView): number[] =>
  Array.from({ length: Math.floor(view.byteLength / 4) }, (_, i) => view.getInt32(4 * i));
const STBL = 'moov/trak/mdia/minf/stbl/';
const AVC = { codec: 'avc1', description: Uint8Array.of(1, 100, 0, 40) } as const;

describe('a film', () => {
  const file = mp4([frame(0, true, 1, 2, 3), frame(40_000, false, 4), frame(80_000, true, 5, 6)], 336, 168, AVC);
  const found = boxes(file);

  test('has its index before its frames, and says where these begin', () => {
    expect([...found.keys()].filter((name) => !name.includes('/'))).toEqual(['ftyp', 'moov', 'mdat']);
    const [, , offset] = numbers(found.get(`${STBL}stco`)!);
    expect(file.subarray(offset, offset! + 6)).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
  });

  test('says how long each frame lasts, how large it is, and which can be decoded alone', () => {
    expect(numbers(found.get(`${STBL}stts`)!)).toEqual([0, 1, 3, 40_000]);
    expect(numbers(found.get(`${STBL}stsz`)!)).toEqual([0, 0, 3, 3, 1, 2]);
    expect(numbers(found.get(`${STBL}stss`)!)).toEqual([0, 2, 1, 3]);
    expect(numbers(found.get(`${STBL}stsc`)!)).toEqual([0, 1, 1, 3, 1]);
    expect(found.has(`${STBL}ctts`)).toBe(false);
  });

  test('says how long it is, and how large a picture', () => {
    expect(numbers(found.get('moov/mvhd')!).slice(3, 5)).toEqual([1_000_000, 120_000]);
    expect(numbers(found.get('moov/trak/tkhd')!).slice(-2)).toEqual([336 * 65_536, 168 * 65_536]);
    const entry = found.get(`${STBL}stsd/avc1`)!;
    expect([entry.getUint16(24), entry.getUint16(26)]).toEqual([336, 168]);
  });

  test('holds what H.264 says of itself', () => {
    const { byteOffset, byteLength } = found.get(`${STBL}stsd/avc1/avcC`)!;
    expect(file.slice(byteOffset, byteOffset + byteLength)).toEqual(AVC.description);
  });
});

test('frames that are decoded in another order than they are shown have offsets', () => {
  const found = boxes(mp4([frame(0, true, 1), frame(80_000, false, 2), frame(40_000, false, 3)], 16, 16, AVC));
  const ctts = found.get(`${STBL}ctts`)!;
  expect(ctts.getUint8(0)).toBe(1); // signed offsets
  expect(numbers(ctts).slice(1)).toEqual([3, 1, 0, 1, 40_000, 1, -40_000]);
  expect(numbers(found.get(`${STBL}stts`)!)).toEqual([0, 1, 3, 40_000]);
});

test('VP9 is described by its profile, level and depth', () => {
  const found = boxes(mp4([frame(0, true, 1)], 16, 16, { codec: 'vp09', profile: 0, level: 51, depth: 8 }));
  const view = found.get(`${STBL}stsd/vp09/vpcC`)!;
  expect(Array.from({ length: 7 }, (_, i) => view.getUint8(4 + i)).slice(0, 3)).toEqual([0, 51, 0x82]);
});
