import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import type { Output } from '../outputs/output';
import type { Rows } from '../schedule/runner';
import { Schedule } from '../schedule/schedule';
import { workersFor } from './decoder';
import { Here } from './here';
import { inputsFor, scoresOf, type PredictorSpec } from './predictor';

/** Milliseconds of waiting work from which another worker pays: fields of the map come again and again. */
const BACKLOG = 40;

/** Reads samples (n, size) in the model's values: scores (n, names). Null if a later request of its lane came. */
export interface Predictor {
  predict(lane: number, samples: Vector, n: number): Promise<Vector | null>;
  close(): void;
}

/** Predicts with a network in this browser. */
class PredictorHere extends Here<Vector> {
  constructor(
    network: Network,
    private readonly spec: PredictorSpec,
    private readonly output: Output,
  ) {
    super(network);
  }

  async run(lane: number, samples: Vector, n: number): Promise<Rows<Vector>> {
    const { network, spec, output } = this;
    const [input] = network.inputs;
    const inputs = { [input!.name]: inputsFor(spec, samples, n, output) };
    const { results, milliseconds } = await network.timed({ lane, inputs, batch: n });
    const returned = results[spec.output ?? network.outputs[0]!.name] as Vector | undefined;
    if (returned?.length !== n * (spec.binary ? 1 : spec.names.length))
      throw new Error(
        `The predictor returned ${returned?.length ?? 'no'} numbers for ${n} ${output.many} and ` +
          `${spec.names.length} names.`,
      );
    if (!returned.every(Number.isFinite)) throw new Error('The predictor returned NaN or infinity.');
    return { values: scoresOf(spec, returned, n), milliseconds, release: () => undefined };
  }
}

/** In this browser, in one worker for each core unless the file is too large: `read` reads it, `open` starts it. */
export async function predictorHere(
  read: () => Promise<ArrayBuffer>,
  open: (read: () => Promise<ArrayBuffer>) => Promise<Network>,
  spec: PredictorSpec,
  output: Output,
): Promise<Predictor> {
  let bytes = 0;
  const noting = async (): Promise<ArrayBuffer> => {
    const file = await read();
    bytes = file.byteLength;
    return file;
  };
  const start = async (): Promise<PredictorHere> => new PredictorHere(await open(noting), spec, output);
  const first = await start();
  const most = workersFor(bytes, globalThis.navigator?.hardwareConcurrency ?? 1);
  const schedule = new Schedule(first, { supply: { most, backlog: BACKLOG, open: start } });
  return {
    async predict(lane, samples, n) {
      const rows = await schedule.ask({ lane, samples, n });
      return rows && rows.values;
    },
    close: () => schedule.close(),
  };
}

/** Samples that are tried at once. */
const TRIED = 64;

/** Scores (n, names) of some samples, before a predictor is opened for good. */
export async function tried(
  network: Network,
  spec: PredictorSpec,
  samples: Vector,
  n: number,
  output: Output,
): Promise<Vector> {
  const runner = new PredictorHere(network, spec, output);
  const unit = runner.unit > 1 ? runner.unit : TRIED;
  const k = spec.names.length;
  const scores = new Float32Array(n * k);
  for (let from = 0; from < n; from += unit) {
    // a network may take a fixed number at once
    const count = runner.unit > 1 ? unit : Math.min(unit, n - from);
    const part = new Float32Array(count * output.size);
    part.set(samples.subarray(from * output.size, Math.min(n, from + count) * output.size));
    const { values } = await runner.run(0, part, count);
    scores.set(values.subarray(0, Math.min(count, n - from) * k), from * k);
  }
  return scores;
}
