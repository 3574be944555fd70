import { Convolution } from './layers/convolution';
import { Muon } from './muon';
import type { Network } from './network';
import type { Parameter } from './parameters';
import type { Moments } from './progress';

/** How a run learns; `latentwalk train` has the same settings. */
export interface Recipe {
  epochs: number;
  batchSize: number;
  /** The learning rate at its peak. */
  rate: number;
  /** The share of all steps in which the rate rises. */
  warmup: number;
  /** The share of the rate for the first convolution, whose channels die at the full one. */
  firstRate: number;
  /** Muon moves large matrices at this multiple of the rate; with 0, Adam moves all weights. */
  muon: number;
}

export const RECIPE: Recipe = { epochs: 20, batchSize: 128, rate: 1e-2, warmup: 0.1, firstRate: 0.5, muon: 2 };

/** That of curves, which are standardized. */
export const CURVE_RECIPE: Recipe = { ...RECIPE, rate: 4e-3, firstRate: 1 };

/** The learning rate of a step: one cycle (Smith and Topin, "Super-convergence", 2018). */
export function rateAt({ rate, warmup }: Recipe, step: number, steps: number): number {
  if (steps === 1) return rate;
  const done = (step + 1) / steps;
  if (done < warmup) return (rate * done) / warmup;
  return rate * 0.5 * (1 + Math.cos((Math.PI * (done - warmup)) / (1 - warmup)));
}

/** Adam's decays, and what keeps its steps finite. */
const [BETA1, BETA2, EPSILON] = [0.9, 0.99, 1e-8];

/** Muon moves weights with at least this many values, unless both sides of the matrix are longer than WIDE. */
const LARGE = 4096;
const WIDE = 128;

/** A weight that Muon moves, and the factor of its rate. */
interface Matrix {
  parameter: Parameter;
  muon: Muon;
  share: number;
}

/**
 * Adam (Kingma and Ba, 2015) for the weights of a network, and Muon for its large matrices. The first convolution
 * learns as if its images were centred: training/descent.py says why.
 */
export class Descent {
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  private steps = 0;
  private readonly start: Convolution | undefined;
  private readonly matrices: Matrix[];
  /** For each weight the share of the rate with which Adam moves it: none of those that Muon moves. */
  private readonly shares: Float32Array;

  constructor(
    private readonly network: Network,
    private readonly recipe: Recipe,
    /** The mean of each channel of the items, in [-1, 1]; 0 for curves. */
    private readonly centre: readonly number[],
  ) {
    const { parameters, layers } = network;
    this.first = new Float64Array(parameters.count);
    this.second = new Float64Array(parameters.count);
    const [start] = layers.encoder;
    this.start = start instanceof Convolution ? start : undefined;
    this.matrices = recipe.muon ? parameters.all.flatMap((parameter) => this.matrix(parameter)) : [];
    this.shares = new Float32Array(parameters.count).fill(1);
    if (this.start) this.shares.fill(recipe.firstRate, 0, this.start.bias.start + this.start.bias.count);
    for (const { parameter } of this.matrices) this.shares.fill(0, parameter.start, parameter.start + parameter.count);
  }

  /** Makes a step along the gradient in the network's memory. */
  step(rate: number): void {
    const { network, start, shares } = this;
    const { parameters } = network;
    const { values, gradient } = parameters;
    const before = start && this.shift(start);
    if (start) this.centred(start, gradient);
    this.steps++;
    const [mean, spread] = [1 - BETA1 ** this.steps, Math.sqrt(1 - BETA2 ** this.steps)];
    for (const { parameter, muon, share } of this.matrices)
      muon.step(parameters.of(parameter), parameters.gradientOf(parameter), rate * share);
    for (let i = 0; i < values.length; i++) {
      if (!shares[i]) continue;
      const slope = gradient[i]!;
      const m = (this.first[i] = BETA1 * this.first[i]! + (1 - BETA1) * slope);
      const v = (this.second[i] = BETA2 * this.second[i]! + (1 - BETA2) * slope * slope);
      values[i]! -= (rate * shares[i]! * m) / mean / (Math.sqrt(v) / spread + EPSILON);
    }
    if (!start) return;
    const after = this.shift(start);
    for (let i = 0; i < after.length; i++) values[start.bias.start + i]! += before![i]! - after[i]!;
  }

  /** The moments, from which another run can go on. */
  moments(): Moments {
    const { parameters } = this.network;
    const first = Float32Array.from(this.first);
    for (const { parameter, muon } of this.matrices) first.set(muon.momentum, parameter.start);
    const second = Float32Array.from(this.second);
    return { steps: this.steps, first: parameters.named(first), second: parameters.named(second) };
  }

  /** Goes on from the moments of a run of the same architecture. */
  restore({ steps, first, second }: Moments): void {
    const { parameters } = this.network;
    this.steps = steps;
    parameters.setNamed(first, this.first);
    parameters.setNamed(second, this.second);
    for (const { parameter, muon } of this.matrices) {
      const { start, count } = parameter;
      muon.momentum.set(this.first.subarray(start, start + count));
    }
  }

  /** The matrix that Muon moves, if the parameter is one. */
  private matrix(parameter: Parameter): Matrix[] {
    const { name, shape, count } = parameter;
    const [outputs, ...rest] = shape;
    const inputs = rest.reduce((product, side) => product * side, 1);
    // the log-variances do not map features to features, and the first convolution learns in its own way
    const other = name === 'encoder.fc_logvar.weight' || parameter === this.start?.weight;
    if (!rest.length || count < LARGE || Math.min(outputs!, inputs) > WIDE || other) return [];
    // convolutions have their features last in memory; of a transposed one these are the inputs
    const convolution = rest.length > 1;
    const transposed = name.startsWith('decoder') && convolution;
    const [rows, columns] = convolution ? [inputs, outputs!] : [outputs!, inputs];
    const ratio = transposed ? inputs / outputs! : outputs! / inputs;
    return [
      {
        parameter,
        muon: new Muon(this.network.machine, rows, columns),
        share: this.recipe.muon * Math.sqrt(Math.max(1, ratio)),
      },
    ];
  }

  /** Subtracts the centre times the gradient of the bias from that of each weight. */
  private centred({ weight, bias }: Convolution, gradient: Float32Array): void {
    const { length } = this.centre;
    for (let i = 0; i < weight.count; i++) {
      const channel = Math.floor(i / bias.count) % length;
      gradient[weight.start + i]! -= gradient[bias.start + (i % bias.count)]! * this.centre[channel]!;
    }
  }

  /** For each channel of the first layer the difference between the centred bias and the bias. */
  private shift({ weight, bias }: Convolution): Float64Array {
    const { values } = this.network.parameters;
    const { length } = this.centre;
    const sums = new Float64Array(bias.count);
    for (let i = 0; i < weight.count; i++)
      sums[i % bias.count]! += values[weight.start + i]! * this.centre[Math.floor(i / bias.count) % length]!;
    return sums;
  }
}
