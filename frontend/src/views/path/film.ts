import type { Frames, Saved } from './frames';
import { mp4, type Coded, type Coding } from './mp4';

/** H.264 at levels for ever larger frames, then what browsers without it encode; an MP4 can hold both. */
const CODECS = ['avc1.640028', 'avc1.640033', 'avc1.64003e', 'vp09.00.51.08'];
/** Bits per second for each pixel of a frame. */
const BITS = 3;
/** Microseconds in a second, and between two frames that can be decoded alone. */
const SECOND = 1_000_000;
const KEY = 2 * SECOND;
/** Frames that may wait in the encoder. */
const WAITING = 4;

/** Encodes an MP4: with H.264 or, if this browser does not encode it, with VP9. `done` receives the progress. */
export async function film(
  { width, height, count, seconds, draw }: Frames,
  done: (share: number) => void,
): Promise<Saved> {
  if (!('VideoEncoder' in globalThis)) throw new Error('this browser cannot encode films. Save a GIF instead.');
  // encoders need even sides
  const canvas = new OffscreenCanvas(width + (width % 2), height + (height % 2));
  const config = await encodable(canvas);
  const frames: Coded[] = [];
  const lasts = (SECOND * seconds) / count;
  let description: Uint8Array<ArrayBuffer> | undefined;
  let fail!: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // it is awaited only while the encoder is behind
  failed.catch(() => undefined);
  const encoder = new VideoEncoder({
    output: (chunk, meta) => {
      const data = new Uint8Array(chunk.byteLength);
      chunk.copyTo(data);
      const { timestamp, type, duration } = chunk;
      frames.push({ data, timestamp, duration: duration ?? Math.round(lasts), key: type === 'key' });
      const own = meta?.decoderConfig?.description;
      if (own) description ??= copied(own);
    },
    error: fail,
  });
  try {
    encoder.configure(config);
    const context = canvas.getContext('2d')!;
    let key = 0;
    for (let i = 0; i < count; i++) {
      context.drawImage(draw(i), 0, 0);
      const timestamp = Math.round(i * lasts);
      const frame = new VideoFrame(canvas, { timestamp, duration: Math.round(lasts) });
      const keyFrame = timestamp >= key;
      if (keyFrame) key = timestamp + KEY;
      encoder.encode(frame, { keyFrame });
      frame.close();
      if (encoder.encodeQueueSize > WAITING)
        await Promise.race([
          failed,
          new Promise((resolve) => encoder.addEventListener('dequeue', resolve, { once: true })),
        ]);
      done((i + 1) / count);
    }
    await encoder.flush();
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
  return {
    bytes: mp4(frames, canvas.width, canvas.height, codingOf(config.codec, description)),
    ending: 'mp4',
    type: 'video/mp4',
  };
}

function codingOf(codec: string, description: Uint8Array<ArrayBuffer> | undefined): Coding {
  const [name, ...numbers] = codec.split('.');
  if (name === 'vp09') {
    const [profile, level, depth] = numbers.map(Number) as [number, number, number];
    return { codec: 'vp09', profile, level, depth };
  }
  if (!description) throw new Error('this browser does not describe what it encodes. Save a GIF instead.');
  return { codec: 'avc1', description };
}

function copied(bytes: AllowSharedBufferSource): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    ArrayBuffer.isView(bytes)
      ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      : new Uint8Array(bytes),
  );
}

/** The first codec that this browser encodes at a size. */
async function encodable({ width, height }: OffscreenCanvas): Promise<VideoEncoderConfig> {
  for (const codec of CODECS) {
    const config = { codec, width, height, bitrate: BITS * width * height };
    const { supported } = await VideoEncoder.isConfigSupported(config);
    if (supported) return config;
  }
  throw new Error('this browser can encode neither H.264 nor VP9. Save a GIF instead.');
}
