import type { CurveSpec } from './curve';
import type { Numbers } from './output';

/** The largest value of 16 bits. */
const LOUDEST = 32767;
const HEAD = 44;

/**
 * A WAV file of 16 bits.
 *
 * @param lines the channels, of equal length, from -1 to 1; greater values are clipped.
 * @param rate values per second.
 */
export function wav(lines: readonly Float32Array[], rate: number): ArrayBuffer {
  const channels = lines.length;
  const length = lines[0]?.length ?? 0;
  const bytes = 2 * channels * length;
  const file = new ArrayBuffer(HEAD + bytes);
  const view = new DataView(file);
  const text = (at: number, word: string): void =>
    [...word].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, HEAD - 8 + bytes, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, Math.round(rate), true);
  view.setUint32(28, Math.round(rate) * channels * 2, true);
  view.setUint16(32, channels * 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, bytes, true);
  for (let i = 0; i < length; i++)
    lines.forEach((line, c) =>
      view.setInt16(HEAD + 2 * (i * channels + c), Math.round(LOUDEST * Math.max(-1, Math.min(1, line[i]!))), true),
    );
  return file;
}

/** The lines of a curve as channels of sound: its range is that of the loudspeaker, and NaN is silence. */
export function channelsOf({ channels, length, low, high }: CurveSpec, sample: Numbers): Float32Array<ArrayBuffer>[] {
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  return channels.map((_, i) =>
    Float32Array.from(sample.subarray(i * length, (i + 1) * length), (value) =>
      Math.max(-1, Math.min(1, (value - middle) / half || 0)),
    ),
  );
}
