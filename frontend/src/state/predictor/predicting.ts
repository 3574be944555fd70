import { counterfactual } from '../../math/geometry/counterfactual';
import { nearest } from '../../math/neighbours';
import { draw } from '../../math/prior';
import { seeded } from '../../math/random';
import { gathered, rows, type Vector } from '../../math/vector';
import type { PredictorSpec } from '../../sources/predictor';
import type { Predictor } from '../../sources/predictorHere';
import type { Explorer } from '../explorer.svelte';
import { Unwanted } from '../geometry/tracing';
import { LANES, PREDICTING } from '../lanes';

/**
 * Points that may be read as a class: the nearest encoded data with its label; if none of them is, the nearest of all
 * data, or draws of the prior.
 */
const [TRIED, MORE] = [256, 2048];
/** Added to probabilities before the logarithm. */
const TINY = 1e-30;

/** A second network, which reads what the model decodes. */
export class Predicting {
  constructor(
    private readonly explorer: Explorer,
    readonly spec: PredictorSpec,
    /** The name of its file; '' for the model's own. */
    readonly file: string,
    /** What was found and assumed about it. */
    readonly remarks: readonly string[],
    private readonly predictor: Predictor,
    /** Opens it again, with parts of its description given. */
    readonly again: ((known: Partial<PredictorSpec>) => Promise<Predicting>) | null,
  ) {}

  /** The output that fields show, if they are values. */
  get shown(): number {
    const { output } = this.explorer.view;
    return output < this.spec.names.length ? output : 0;
  }

  /** Has fields show another output. */
  show(output: number): void {
    this.explorer.choose({ output });
  }

  get classifies(): boolean {
    return this.spec.returns !== 'values';
  }

  /** The class of the model that a name is, or -1. */
  classOf(index: number): number {
    return this.explorer.folder.classes.indexOf(this.spec.names[index]!);
  }

  /** Scores (n, names) of samples (n, size) in the model's values. Rejects with Unwanted if they were superseded. */
  async read(samples: Vector, n: number, lane: keyof typeof PREDICTING): Promise<Vector> {
    const scores = await this.predictor.predict(PREDICTING[lane], samples, n);
    if (!scores) throw new Unwanted();
    return scores;
  }

  /** Scores (n, names) of what points (n, d) decode to. */
  async at(points: Vector, n: number, lane: keyof typeof PREDICTING): Promise<Vector> {
    const samples = await this.explorer.model.decode(LANES[lane], points, n, true);
    if (!samples) throw new Unwanted();
    const values = samples.numbers.slice() as Vector;
    samples.release();
    return this.read(values, n, lane);
  }

  /**
   * The nearest point to `start` that is read as a class, or at which a value reaches a level: see `counterfactual`.
   * Rejects with a sentence if none was found, and with Unwanted as soon as `isWanted` denies it.
   */
  async across(start: Vector, index: number, level: number | null, isWanted: () => boolean): Promise<Vector> {
    const k = this.spec.names.length;
    let sign = 1;
    const margins = async (points: Vector, n: number): Promise<number[]> => {
      if (!isWanted()) throw new Unwanted();
      const scores = await this.at(points, n, 'boundary');
      const found: number[] = [];
      for (let i = 0; i < n; i++) {
        const own = scores[i * k + index]!;
        if (level !== null) found.push(sign * (own - level));
        else
          for (let c = 0; c < k; c++)
            if (c !== index) found.push(Math.log(own + TINY) - Math.log(scores[i * k + c]! + TINY));
      }
      return found;
    };
    if (level !== null && (await margins(start, 1))[0]! > 0) sign = -1;
    for (const points of this.known(start, level === null ? index : -1)) {
      const found = await counterfactual(margins, level === null ? k - 1 : 1, start, points);
      if (found) return found;
    }
    throw new Error(`None of the ${MORE} points that were tried is read as ${this.spec.names[index]}.`);
  }

  close(): void {
    this.predictor.close();
  }

  /** Points (n, d) that may be behind a boundary, the nearest to `start` first, in sets to be tried in turn. */
  private known(start: Vector, index: number): Vector[] {
    const { encoded, folder } = this.explorer;
    const { data } = encoded;
    const d = folder.latentDim;
    const near = (points: Vector, most: number): Vector =>
      gathered(points, nearest(points, start, Math.min(most, points.length / d)).indices, d);
    if (!data?.n) {
      const random = seeded();
      return [near(rows(Array.from({ length: MORE }, () => draw(folder.prior ?? [], d, random))), MORE)];
    }
    const label = index < 0 ? -1 : this.classOf(index);
    const labelled = label < 0 ? [] : Array.from(data.label.keys()).filter((i) => data.label[i] === label);
    return [near(gathered(data.mean, labelled, d), TRIED), near(data.mean, MORE)];
  }
}
