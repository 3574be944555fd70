import { widthOf } from '../conditions/condition';
import { inputsOf } from '../conditions/rows';
import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import type { Rows } from '../schedule/runner';
import { Schedule } from '../schedule/schedule';
import type { Folder } from './folder';
import { Here } from './here';
import type { Posterior, Remote } from './source';

/** Encodes with a network in this browser: each row is a mean and a log-variance. */
class EncoderHere extends Here<Vector> {
  constructor(
    network: Network,
    private readonly folder: Folder,
  ) {
    super(network);
  }

  async run(lane: number, samples: Vector, n: number): Promise<Rows<Vector>> {
    const { network } = this;
    const { latentDim: d, output, conditions, conditionalEncoder } = this.folder;
    const widths = [output.size, ...(conditionalEncoder ? conditions.map(widthOf) : [])];
    const inputs = inputsOf(network, samples, n, widths);
    const { results, milliseconds } = await network.timed({ lane, inputs, batch: n });
    const [mean, logvar] = network.outputs.map(({ name }) => results[name] as Vector);
    if (mean?.length !== n * d || logvar?.length !== mean.length)
      throw new Error('The encoder must output a mean and a log-variance for each latent dimension.');
    const values = new Float32Array(2 * n * d);
    for (let i = 0; i < n; i++) {
      values.set(mean.subarray(i * d, (i + 1) * d), 2 * i * d);
      values.set(logvar.subarray(i * d, (i + 1) * d), (2 * i + 1) * d);
    }
    return { values, milliseconds, release: () => undefined };
  }
}

/** A model's encoder, wherever it runs. */
export interface Encoder {
  /** As `Model.encode`. */
  encode(lane: number, samples: Vector, n: number): Promise<Posterior | null>;
  close(): void;
}

/** In this browser. `reopen` starts it again if its worker stops. */
export function encoderHere(network: Network, folder: Folder, reopen: () => Promise<Network>): Encoder {
  const { latentDim: d } = folder;
  const open = async (): Promise<EncoderHere> => new EncoderHere(await reopen(), folder);
  const schedule = new Schedule(new EncoderHere(network, folder), { supply: { most: 1, open } });
  return {
    async encode(lane, samples, n) {
      const rows = await schedule.ask({ lane, samples, n });
      if (!rows) return null;
      const half = (first: number): Vector =>
        Float32Array.from({ length: n * d }, (_, i) => rows.values[(2 * Math.floor(i / d) + first) * d + (i % d)]!);
      return { mean: half(0), logvar: half(1) };
    },
    close: () => schedule.close(),
  };
}

/** On the server or in the kernel. */
export function encoderThere(remote: Remote): Encoder {
  return { encode: (lane, samples, n) => remote.encode(lane, samples, n), close: () => undefined };
}
