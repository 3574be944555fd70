import type { Colour } from '../../../columns/palette';
import type { Cells } from '../../../math/geometry/cells';
import { anisotropy, magnification, type PlaneMetric } from '../../../math/geometry/plane';
import type { Vector } from '../../../math/vector';
import { canEncode } from '../../../sources/folder';
import { likeliest } from '../../../sources/predictor';
import type { Explorer } from '../../../state/explorer.svelte';
import type { Sampler, Surface } from '../../../state/geometry/sampler';
import type { Field } from '../../../state/view';
import { predictorOf } from '../../predictor/late';
import { colourOfName } from '../../predictor/colours';

/** Where a field is to be found. */
export interface Where {
  surface: Surface;
  /** (n, 2) places of the surface, and its points (n, d) there. */
  places: Float32Array;
  points: Vector;
  /** The cells whose centres the places are; without any, each is a place of its own. */
  cells?: Cells;
}

/** One field: what it is called, in which units it is, and how it is found. */
interface Kind {
  name: string;
  title: string;
  unit: string;
  /** Whether equal ratios have equal steps of colour. */
  isLog: boolean;
  /** Why a model lacks it, as a sentence; '' if it does not. */
  lack?: (explorer: Explorer) => string;
  /** What is at n places. */
  find: (sampler: Sampler, where: Where, explorer: Explorer) => Promise<Found>;
}

/** The classes that a network tells apart at some places. */
export interface Verdict {
  /** (n, k): their probabilities. */
  scores: Vector;
  names: readonly string[];
  /** The red, green and blue of each, from 0 to 1. */
  colours: readonly Colour[];
}

/** What was found of a field at some places. */
export interface Found {
  values: ArrayLike<number>;
  /** Set where each place belongs to a class: then its probability is the value. */
  verdict?: Verdict;
}

const only = async (values: Promise<ArrayLike<number>>): Promise<Found> => ({ values: await values });
const measured = async (
  sampler: Sampler,
  { surface, places, cells }: Where,
  measure: (metric: PlaneMetric) => number,
): Promise<Found> => {
  const metrics = await (cells ? sampler.cellMetrics(surface, cells) : sampler.metrics(surface, places));
  return { values: metrics.map(measure) };
};

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
    find: (sampler, where) => measured(sampler, where, magnification),
  },
  anisotropy: {
    name: 'Anisotropy',
    title: 'How many times as much samples change in one direction of the map as in the one across',
    unit: 'times',
    isLog: true,
    find: (sampler, where) => measured(sampler, where, anisotropy),
  },
  distance: {
    name: 'Distance to the data',
    title: 'How far the nearest encoded item is',
    unit: 'latent units',
    isLog: false,
    lack: withoutData,
    find: (sampler, { points }) => only(sampler.ofData('distance', points)),
  },
  reencoding: {
    name: 'Re-encoding error',
    title: 'How far a point moves when it is decoded and encoded again',
    unit: 'latent units',
    isLog: false,
    lack: withoutEncoder,
    find: (sampler, { points }) => only(sampler.returns(points)),
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
    find: (sampler, { points }) => only(sampler.ofData('density', points)),
  },
  prediction: {
    name: 'Second network',
    title: 'What a classifier or regressor reads in the decoded samples: its class and how sure it is, or its value',
    unit: 'probability',
    isLog: false,
    lack: ({ predictor, folder }) =>
      predictor || folder.predictor
        ? ''
        : 'This field needs a second network, which reads the samples: choose one under ‘Second network’.',
    find: async (sampler, { points }, explorer) => {
      const predictor = await predictorOf(explorer);
      const scores = await sampler.predictions(predictor, points);
      const { names } = predictor.spec;
      const k = names.length;
      const pick = (choose: (item: number) => number): Float32Array =>
        Float32Array.from({ length: scores.length / k }, (_, i) => scores[i * k + choose(i)]!);
      if (!predictor.classifies) return { values: pick(() => predictor.shown) };
      const colours = names.map((_, i) => colourOfName(predictor, i));
      return { values: pick((i) => likeliest(scores, i, k)), verdict: { scores, names, colours } };
    },
  },
};

/** The unit of a field. */
export function unitOf(field: Field, { predictor }: Explorer): string {
  const isOfValues = field === 'prediction' && predictor && !predictor.classifies;
  return isOfValues ? predictor.spec.names[predictor.shown]! : KINDS[field].unit;
}

/** Why a field is not shown, as a sentence; '' if it is. */
export function lackOf(field: Field, explorer: Explorer): string {
  return KINDS[field].lack?.(explorer) ?? '';
}
