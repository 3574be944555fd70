import { anisotropy, magnification } from '../../../math/geometry/plane';
import type { Vector } from '../../../math/vector';
import { canEncode } from '../../../sources/folder';
import type { Explorer } from '../../../state/explorer.svelte';
import type { Sampler, Surface } from '../../../state/geometry/sampler';
import type { Field } from '../../../state/view';

/** One field: what it is called, in which units it is, and how it is found. */
interface Kind {
  name: string;
  title: string;
  unit: string;
  /** Whether equal ratios have equal steps of colour. */
  isLog: boolean;
  /** Why a model lacks it, as a sentence; '' if it does not. */
  lack?: (explorer: Explorer) => string;
  /** The values at places (n, 2) of a surface, whose points (n, d) are given. */
  values: (sampler: Sampler, surface: Surface, places: Float32Array, points: Vector) => Promise<ArrayLike<number>>;
}

const withoutData = ({ encoded }: Explorer): string =>
  encoded.data?.n ? '' : 'This field needs encoded data, which this model lacks.';

const withoutEncoder = ({ folder, encoded }: Explorer): string => {
  if (!canEncode(folder)) return 'This field needs an encoder, which this model lacks.';
  return encoded.moment ? 'The encoder is that of the trained model, so earlier snapshots lack this field.' : '';
};

export const KINDS: Record<Field, Kind> = {
  magnification: {
    name: 'Magnification',
    title: 'How large an area of samples an area of the map decodes to',
    unit: 'sample values² per area',
    isLog: true,
    values: async (sampler, surface, places) => (await sampler.metrics(surface, places)).map(magnification),
  },
  anisotropy: {
    name: 'Anisotropy',
    title: 'How many times as much samples change in one direction of the map as in the one across',
    unit: 'times',
    isLog: true,
    values: async (sampler, surface, places) => (await sampler.metrics(surface, places)).map(anisotropy),
  },
  distance: {
    name: 'Distance to the data',
    title: 'How far the nearest encoded item is',
    unit: 'latent units',
    isLog: false,
    lack: withoutData,
    values: (sampler, _surface, _places, points) => sampler.ofData('distance', points),
  },
  reencoding: {
    name: 'Re-encoding error',
    title: 'How far a point moves when it is decoded and encoded again',
    unit: 'latent units',
    isLog: false,
    lack: withoutEncoder,
    values: (sampler, _surface, _places, points) => sampler.returns(points),
  },
  density: {
    name: 'Density of the data',
    title: 'The logarithm of the density of the aggregate posterior: of the mean of what the encoder returns',
    unit: 'nats',
    isLog: false,
    lack: (explorer) =>
      withoutData(explorer) ||
      (explorer.encoded.summary?.pointwise
        ? 'The encoder returns points without variances, which have no density.'
        : ''),
    values: (sampler, _surface, _places, points) => sampler.ofData('density', points),
  },
};

/** Why a field is not shown, as a sentence; '' if it is. */
export function lackOf(field: Field, explorer: Explorer): string {
  return KINDS[field].lack?.(explorer) ?? '';
}
