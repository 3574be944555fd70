import type { FieldOutput } from './field';
import type { ImageOutput } from './image';
import type { Output } from './output';

/** A number that a pixel has. */
export interface Layer {
  /** The index of the number of a pixel in a sample. */
  placeOf(x: number, y: number): number;
  /** What is dark, and what is bright. */
  dark: number;
  bright: number;
  /** The range of its values. */
  range: number;
}

/** What a sample shows, pixel by pixel. */
export interface Raster {
  width: number;
  height: number;
  layers: readonly Layer[];
}

/** The pixels that an output with pixels of its own draws: an image's, or what is shown of a field. */
export function rasterOf(output: Output): Raster {
  const { width, height } = output.sides;
  if (output.kind === 'field') {
    const own = output as FieldOutput;
    const layers = own.choice.channels.map((channel): Layer => {
      const [dark, bright] = own.field.ranges[channel]!;
      return { placeOf: (x, y) => own.placeOf(channel, x, y), dark, bright, range: bright - dark };
    });
    return { width, height, layers };
  }
  const { channels } = (output as ImageOutput).image;
  const layers = Array.from({ length: channels }, (_, k): Layer => ({
    placeOf: (x, y) => (y * width + x) * channels + k,
    // what is painted on alpha is opaque
    dark: channels % 2 || k < channels - 1 ? 0 : 255,
    bright: 255,
    range: 255,
  }));
  return { width, height, layers };
}
