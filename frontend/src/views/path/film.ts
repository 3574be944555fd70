import { BufferTarget, EncodedPacket, EncodedVideoPacketSource, Mp4OutputFormat, Output } from 'mediabunny';
import type { Frames, Saved } from './frames';

/** H.264 at levels for ever larger frames, then what browsers without it encode; an MP4 can hold both. */
const CODECS = [
  ['avc', 'avc1.640028'],
  ['avc', 'avc1.640033'],
  ['avc', 'avc1.64003e'],
  ['vp9', 'vp09.00.51.08'],
] as const;
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
  const { codec, config } = await encodable(canvas);
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat(), target });
  const track = new EncodedVideoPacketSource(codec);
  output.addVideoTrack(track);
  await output.start();
  let written = Promise.resolve();
  let fail!: (error: Error) => void;
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // it is awaited only while the encoder is behind
  failed.catch(() => undefined);
  const encoder = new VideoEncoder({
    output: (chunk, meta) => {
      written = written.then(() => track.add(EncodedPacket.fromEncodedChunk(chunk), meta));
    },
    error: fail,
  });
  try {
    encoder.configure(config);
    const context = canvas.getContext('2d')!;
    const duration = (SECOND * seconds) / count;
    let key = 0;
    for (let i = 0; i < count; i++) {
      context.drawImage(draw(i), 0, 0);
      const timestamp = Math.round(i * duration);
      const frame = new VideoFrame(canvas, { timestamp, duration: Math.round(duration) });
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
    await written;
  } finally {
    if (encoder.state !== 'closed') encoder.close();
  }
  await output.finalize();
  return {
    bytes: new Uint8Array(target.buffer!),
    ending: 'mp4',
    type: 'video/mp4',
  };
}

/** The first codec that this browser encodes at a size. */
async function encodable({
  width,
  height,
}: OffscreenCanvas): Promise<{ codec: 'avc' | 'vp9'; config: VideoEncoderConfig }> {
  for (const [codec, name] of CODECS) {
    const config = { codec: name, width, height, bitrate: BITS * width * height };
    const { supported } = await VideoEncoder.isConfigSupported(config);
    if (supported) return { codec, config };
  }
  throw new Error('this browser can encode neither H.264 nor VP9. Save a GIF instead.');
}
