import {
  BufferTarget,
  CanvasSource,
  getFirstEncodableVideoCodec,
  Mp4OutputFormat,
  Output,
  QUALITY_HIGH,
  WebMOutputFormat,
  type OutputFormat,
} from 'mediabunny';
import type { Frames, Saved } from './frames';

/** Encodes MP4 if this browser supports H.264, otherwise WebM. `done` receives the progress. */
export async function film(
  { width, height, count, seconds, draw }: Frames,
  done: (share: number) => void,
): Promise<Saved> {
  if (!('VideoEncoder' in globalThis)) throw new Error('this browser cannot encode films. Save a GIF instead.');
  // encoders need even sides
  const canvas = new OffscreenCanvas(width + (width % 2), height + (height % 2));
  const size = { width: canvas.width, height: canvas.height };
  const mp4 = await getFirstEncodableVideoCodec(['avc'], size);
  const codec = mp4 ?? (await getFirstEncodableVideoCodec(['vp9', 'vp8', 'av1'], size));
  if (!codec) throw new Error('this browser can encode neither H.264 nor VP9. Save a GIF instead.');
  const format: OutputFormat = mp4 ? new Mp4OutputFormat() : new WebMOutputFormat();
  const target = new BufferTarget();
  const output = new Output({ format, target });
  const track = new CanvasSource(canvas, { codec, bitrate: QUALITY_HIGH });
  output.addVideoTrack(track);
  await output.start();
  const context = canvas.getContext('2d')!;
  for (let i = 0; i < count; i++) {
    context.drawImage(draw(i), 0, 0);
    await track.add((i * seconds) / count, seconds / count);
    done((i + 1) / count);
  }
  await output.finalize();
  return {
    bytes: new Uint8Array(target.buffer!),
    ending: mp4 ? 'mp4' : 'webm',
    type: mp4 ? 'video/mp4' : 'video/webm',
  };
}
