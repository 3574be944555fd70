import type { Network } from '../../engine/network';
import type { Vector } from '../../math/vector';
import type { Output } from '../../outputs/output';
import { fits, likeliest, MOST_NAMES, type PredictorSpec, type Returns } from '../../sources/predictor';
import { tried } from '../../sources/predictorHere';

/** The same as in Python (`adoption/predictors/evidence.py`). */
/** Values of black and white that networks are usually trained with. */
export const RANGES = [
  [0, 1],
  [-1, 1],
  [0, 255],
] as const;
/** Another range is chosen if its cross-entropy with the labels is below this share of the model's own. */
const BETTER = 0.95;
/** The least share of labels by which a range must agree to be chosen, and below which something may be wrong. */
const POOR = 0.5;
/** How far the sum of probabilities may be from 1. */
const SUM = 1e-3;
/** Divisors of log-probabilities, the best of which makes up for confidence that is out of place. */
const TEMPERATURES = Array.from({ length: 52 }, (_, i) => 2 ** (-3 + i / 4));
const TINY = 1e-38;

/** Samples (n, size) of a model in its values, and their labels: indices into its classes, -1 where unknown. */
export interface Probes {
  samples: Vector;
  labels: ArrayLike<number>;
  n: number;
}

/** What was found about a network, and what was assumed, as sentences. */
export interface Specified {
  spec: PredictorSpec;
  remarks: readonly string[];
}

/**
 * Finds what a network takes and returns, as far as `known` leaves it open. Throws a sentence if it is no predictor of
 * such samples.
 */
export async function specified(
  network: Network,
  name: string,
  probes: Probes,
  output: Output,
  classes: readonly string[],
  known: Partial<PredictorSpec> = {},
): Promise<Specified> {
  const shape = shapeOf(network, name, output);
  const scoring = network.outputs.filter((one) => one.shape.length === 2);
  const chosen = scoring.at(-1) ?? network.outputs.at(-1)!;
  const remarks: string[] = [];
  if (network.outputs.length > 1) remarks.push(`Of the outputs of ${name}, ‘${chosen.name}’ is read.`);
  const k = await widthOf(network, name, chosen.name, output);
  const { pixels } = output;
  const first: PredictorSpec = {
    names: Array.from({ length: k }, (_, i) => String(i)),
    returns: 'values',
    shape,
    low: pixels ? [pixels.low] : [],
    high: pixels ? [pixels.high] : [],
    output: network.outputs.length > 1 ? chosen.name : null,
    binary: false,
    ...(known.low && { low: known.low, high: known.high! }),
  };
  const raw = await tried(network, first, probes.samples, probes.n, output);
  const returns = known.returns ?? guessed(raw, k);
  const binary = k === 1 && returns !== 'values';
  const isOfClasses = returns !== 'values' && classes.length === k;
  const names = binary ? ['no', 'yes'] : isOfClasses ? classes : k === 1 ? ['value'] : first.names;
  const spec: PredictorSpec = { ...first, names, returns, binary };
  if (!known.returns && returns !== 'probabilities')
    remarks.push(
      returns === 'logits'
        ? `Its ${k} outputs are taken for logits of classes${isOfClasses ? ', those of the model' : ''}.`
        : 'Its output is taken for a value.',
    );
  if (returns === 'values' || !isOfClasses || !Array.from(probes.labels).some((label) => label >= 0))
    return { spec, remarks };
  return withRange(network, spec, probes, output, remarks, Boolean(known.low));
}

function shapeOf({ inputs }: Network, name: string, output: Output): number[] {
  if (inputs.length !== 1) throw new Error(`${name} must have one input, the samples, but has ${inputs.length}.`);
  const shape = inputs[0]!.shape.slice(1);
  if (!shape.length || !shape.every((side) => side > 0) || !fits(shape, output))
    throw new Error(
      `${name} takes (n, ${shape.map((side) => (side > 0 ? side : '?')).join(', ')}), and the model decodes ` +
        `${output.many} of ${output.shape.join(' x ')}.`,
    );
  return shape;
}

/** How many scores the network returns for an item. */
async function widthOf(network: Network, name: string, output: string, { size }: Output): Promise<number> {
  const batch = Math.max(1, network.inputs[0]!.shape[0]!);
  const inputs = { [network.inputs[0]!.name]: new Float32Array(batch * size) };
  const returned = (await network.run({ lane: 0, inputs, batch }))[output]!;
  const k = returned.length / batch;
  if (!Number.isInteger(k) || k < 1 || k > MOST_NAMES)
    throw new Error(
      `${name} must return scores of 1 to ${MOST_NAMES} classes, but returns ${returned.length} numbers for ` +
        `${batch === 1 ? 'one sample' : `${batch} samples`}.`,
    );
  return k;
}

function guessed(scores: Vector, k: number): Returns {
  if (k === 1) return 'values';
  for (let i = 0; i < scores.length; i += k) {
    let sum = 0;
    for (let c = i; c < i + k; c++) {
      if (scores[c]! < -SUM) return 'logits';
      sum += scores[c]!;
    }
    if (Math.abs(sum - 1) > SUM) return 'logits';
  }
  return 'probabilities';
}

/** The range of values that agrees best with the labels. */
async function withRange(
  network: Network,
  own: PredictorSpec,
  probes: Probes,
  output: Output,
  remarks: readonly string[],
  isKnown: boolean,
): Promise<Specified> {
  const others =
    isKnown || !output.pixels ? [] : RANGES.map(([low, high]): PredictorSpec => ({ ...own, low: [low], high: [high] }));
  const agreements = [];
  for (const spec of [own, ...others]) agreements.push({ spec, ...(await agreement(network, spec, probes, output)) });
  const [ours] = agreements as [(typeof agreements)[number]];
  const best = agreements.reduce((least, one) => (one.loss < least.loss ? one : least));
  const chosen = best.loss < BETTER * ours.loss && best.share > POOR ? best : ours;
  const { low, high } = chosen.spec;
  const read = `It reads ${Math.round(100 * chosen.share)} % of ${probes.n} decoded items as they are labelled`;
  const given = output.pixels ? `, given values from ${low[0]} to ${high[0]}` : '';
  const doubt = chosen.share < POOR ? ' Are its classes in another order, or its values others?' : '';
  return { spec: chosen.spec, remarks: [...remarks, `${read}${given}.${doubt}`] };
}

/** The share of samples that are read as labelled, and the mean cross-entropy at the best temperature. */
async function agreement(
  network: Network,
  spec: PredictorSpec,
  { samples, labels, n }: Probes,
  output: Output,
): Promise<{ share: number; loss: number }> {
  const k = spec.names.length;
  const scores = await tried(network, spec, samples, n, output);
  const items = Array.from({ length: n }, (_, i) => i).filter((i) => labels[i]! >= 0);
  const share = items.filter((i) => likeliest(scores, i, k) === labels[i]).length / items.length;
  const losses = TEMPERATURES.map((temperature) => {
    let loss = 0;
    for (const i of items) {
      const logs = Array.from({ length: k }, (_, c) => Math.log(scores[i * k + c]! + TINY) / temperature);
      const most = Math.max(...logs);
      loss += Math.log(logs.reduce((sum, one) => sum + Math.exp(one - most), 0)) + most - logs[labels[i]!]!;
    }
    return loss / items.length;
  });
  return { share, loss: Math.min(...losses) };
}
