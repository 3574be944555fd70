import { ImageOutput } from '../../src/outputs/image';

/** An output of images, as a manifest describes it. */
export function imageOutput({
  height = 1,
  width = 1,
  channels = 1,
  low = 0,
  high = 1,
}: Partial<Record<'height' | 'width' | 'channels' | 'low' | 'high', number>> = {}): ImageOutput {
  return new ImageOutput({ height, width, channels }, { low, high });
}
