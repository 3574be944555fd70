/**
 * Writes films as MP4 files (ISO/IEC 14496-12, with H.264 as of 14496-15, or with VP9 as of "VP Codec ISO Media File
 * Format Binding", version 1.0): one track of video, whose index comes first.
 */

import { joined, type Bytes } from '../../engine/bytes';

/** A coded frame, in the order of decoding. Times are in microseconds. */
export interface Coded {
  data: Bytes;
  timestamp: number;
  duration: number;
  /** Whether it can be decoded alone. */
  key: boolean;
}

/** How frames are coded: H.264's own description of itself, or the numbers of a VP9 codec string. */
export type Coding =
  { codec: 'avc1'; description: Bytes } | { codec: 'vp09'; profile: number; level: number; depth: number };

/** Time units in a second. */
const SECOND = 1_000_000;
/** No rotation: the identity as numbers with 16 or 30 bits after the point. */
const UPRIGHT = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
/** Pixels per inch, with 16 bits after the point: what players expect. */
const DENSITY = 0x480000;

/** A film of frames, which all have the same size, as a file. */
export function mp4(frames: readonly Coded[], width: number, height: number, coding: Coding): Bytes {
  const shown = frames.map(({ timestamp }) => timestamp);
  // frames may be decoded in another order than they are shown
  const decoded = shown.toSorted((a, b) => a - b);
  const end = Math.max(...frames.map(({ timestamp, duration }) => timestamp + duration));
  const whole = end - decoded[0]!;
  const lasts = decoded.map((at, i) => (decoded[i + 1] ?? end) - at);
  const head = box('ftyp', text('isom'), u32(512), text('isomiso2mp41'));
  const index = (offset: number): Bytes =>
    box(
      'moov',
      full('mvhd', 0, 0, u32(0, 0, SECOND, whole, 0x10000, 0x1000000, 0, 0, ...UPRIGHT, 0, 0, 0, 0, 0, 0, 2)),
      box(
        'trak',
        full('tkhd', 0, 3, u32(0, 0, 1, 0, whole, 0, 0, 0, 0, ...UPRIGHT, width * 0x10000, height * 0x10000)),
        box(
          'mdia',
          full('mdhd', 0, 0, u32(0, 0, SECOND, whole), u16(0x55c4, 0)),
          full('hdlr', 0, 0, u32(0), text('vide'), u32(0, 0, 0), u8(0)),
          box(
            'minf',
            full('vmhd', 0, 1, u16(0, 0, 0, 0)),
            box('dinf', full('dref', 0, 0, u32(1), full('url ', 0, 1))),
            box(
              'stbl',
              full('stsd', 0, 0, u32(1), entry(width, height, coding)),
              full('stts', 0, 0, table(lasts)),
              ...(shown.every((at, i) => at === decoded[i])
                ? []
                : [full('ctts', 1, 0, table(shown.map((at, i) => at - decoded[i]!)))]),
              full('stss', 0, 0, listed(frames.flatMap(({ key }, i) => (key ? [i + 1] : [])))),
              full('stsc', 0, 0, u32(1, 1, frames.length, 1)),
              full('stsz', 0, 0, u32(0, frames.length, ...frames.map(({ data }) => data.length))),
              full('stco', 0, 0, u32(1, offset)),
            ),
          ),
        ),
      ),
    );
  // the index has the same size for every offset
  const start = head.length + index(0).length + 8;
  return joined(head, index(start), box('mdat', ...frames.map(({ data }) => data)));
}

/** What a player needs to know before the first frame. */
function entry(width: number, height: number, coding: Coding): Bytes {
  const own =
    coding.codec === 'avc1'
      ? box('avcC', coding.description)
      : // 4:2:0, no full range, and colours as the frames say
        full('vpcC', 1, 0, u8(coding.profile, coding.level, (coding.depth << 4) | 2, 2, 2, 2, 0, 0));
  return box(
    coding.codec,
    u16(0, 0, 0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    u32(DENSITY, DENSITY, 0),
    u16(1),
    new Uint8Array(32),
    u16(24, 0xffff),
    own,
  );
}

/** Values in runs of equal ones: how many, and the value. */
function table(values: readonly number[]): Bytes {
  const runs: [number, number][] = [];
  for (const value of values) {
    const last = runs.at(-1);
    if (last && last[1] === value) last[0]++;
    else runs.push([1, value]);
  }
  return listed(runs, runs.flat());
}

function listed(items: readonly unknown[], values: readonly number[] = items as readonly number[]): Bytes {
  return u32(items.length, ...values);
}

function box(name: string, ...parts: readonly Bytes[]): Bytes {
  const size = parts.reduce((sum, { length }) => sum + length, 8);
  return joined(u32(size), text(name), ...parts);
}

function full(name: string, version: number, flags: number, ...parts: readonly Bytes[]): Bytes {
  return box(name, u32(version * 0x1000000 + flags), ...parts);
}

function text(ascii: string): Bytes {
  return Uint8Array.from(ascii, (character) => character.charCodeAt(0));
}

function u8(...values: number[]): Bytes {
  return Uint8Array.from(values);
}

function u16(...values: number[]): Bytes {
  return Uint8Array.from(values.flatMap((value) => [value >> 8, value]));
}

function u32(...values: number[]): Bytes {
  return Uint8Array.from(values.flatMap((value) => [value >> 24, value >> 16, value >> 8, value]));
}
