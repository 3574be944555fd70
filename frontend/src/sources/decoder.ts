import { widthOf } from '../conditions/condition';
import { inputsOf } from '../conditions/rows';
import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import type { Rendering } from '../schedule/progress';
import type { Rows, Runner } from '../schedule/runner';
import { Schedule } from '../schedule/schedule';
import type { Numbers, Output } from '../outputs/output';
import type { Folder } from './folder';
import { Here } from './here';
import { isHeavy } from './helper';
import type { Remote, Samples, Show } from './source';
import { trial } from './trial';

/** The most workers, and the bytes that they may need together. */
const MOST_WORKERS = 8;
const MOST_BYTES = 512 * 2 ** 20;
/** Bytes that a worker needs for each byte of its file, and for everything else. */
const COPIES = 2;
const BESIDES = 32 * 2 ** 20;
/** Milliseconds that a piece may take at a distance, where small ones mostly wait for the connection. */
const LONGEST = 100;
/** Lanes at a distance for each lane of the page: there, a request would supersede another one in its lane. */
const ABREAST = 4;
/** Milliseconds from the first images until the GPU is prepared: the page itself goes first. */
const LATER = 1000;

/** How many workers may run a file of that size. */
export function workersFor(bytes: number, cores: number): number {
  return Math.max(1, Math.min(cores, MOST_WORKERS, Math.floor(MOST_BYTES / (COPIES * bytes + BESIDES))));
}

/** Decodes with a network in this browser. */
class DecoderHere extends Here<Numbers> {
  constructor(
    network: Network,
    private readonly output: Output,
    /** The widths of the network's inputs: the latent point's, and each condition's. */
    private readonly widths: readonly number[],
  ) {
    super(network);
  }

  async run(lane: number, rows: Vector, n: number, exact = false): Promise<Rows<Numbers>> {
    const { network, output } = this;
    const inputs = inputsOf(network, rows, n, this.widths);
    const pixels = (!exact && output.pixels) || undefined;
    const { results, milliseconds } = await network.timed({ lane, inputs, batch: n, pixels });
    const values = results[network.outputs[0]!.name]!;
    if (values.length !== n * output.size)
      throw new Error(
        `The decoder returned ${values.length} numbers for ${n} ${output.many} of ${output.shape.join(' x ')}.`,
      );
    return { values, milliseconds, release: () => network.recycle(values) };
  }
}

/** Decodes on the server or in the kernel. */
class DecoderThere implements Runner<Numbers> {
  readonly unit = 1;
  readonly interruptible = false;
  readonly ended = false;
  private count = 0;

  constructor(private readonly remote: Remote) {}

  async run(lane: number, z: Vector, n: number, exact = false): Promise<Rows<Numbers>> {
    const samples = await this.remote.decode(lane && ABREAST * lane + (this.count++ % ABREAST), z, n, exact);
    if (!samples) throw new Error('The model was asked for something else meanwhile.');
    return { values: samples.numbers, release: () => samples.release() };
  }

  close(): void {
    // the encoder may still use it
  }
}

/** Opens the decoder's network once more, in another worker. */
export type Reopen = () => Promise<Network>;

/** Where a decoder runs, and what may help it. */
interface Place {
  name: string;
  renewable: boolean;
  reopen?: Reopen;
  /** The most workers. */
  most: number;
  /** Opens the network on the GPU, if that may pay. */
  assistant?: Reopen | undefined;
}

/** The widths of the decoder's inputs. */
export function widthsOf({ latentDim, conditions }: Folder): number[] {
  return [latentDim, ...conditions.map(widthOf)];
}

function hereOf(network: Network, folder: Folder): DecoderHere {
  return new DecoderHere(network, folder.output, widthsOf(folder));
}

/** A model's decoder, wherever it runs. It takes rows (n, d + w). */
export class Decoder {
  /** Receives how far the samples have come that the page waits for, if that takes long; null once they are there. */
  onprogress: (rendering: Rendering | null) => void = () => undefined;
  /** Receives a sentence when a worker has stopped. */
  onloss: (message: string) => void = () => undefined;
  /** Called when the place or the remark has changed. */
  onplace: () => void = () => undefined;
  /** Why the GPU does not decode, if the model is heavy enough for it; otherwise ''. */
  remark = '';
  private readonly schedule: Schedule<Numbers>;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The rows (n, d + w) that were asked for last. */
  private recent: Vector = new Float32Array();

  private constructor(
    runner: Runner<Numbers>,
    private readonly folder: Folder,
    private readonly where: Place,
  ) {
    const { reopen, most } = where;
    this.schedule = new Schedule(runner, {
      longest: reopen ? undefined : LONGEST,
      supply: reopen && { most, open: async () => hereOf(await reopen(), folder) },
      onprogress: (rendering) => this.onprogress(rendering),
      onloss: (message) => this.onloss(message),
      onhelp: ({ message }) => this.remarks(message),
    });
  }

  /** In this browser, in up to `most` workers; a heavy network on the GPU, if `assistant` opens it there faster. */
  static here(network: Network, folder: Folder, reopen: Reopen, most: number, assistant?: Reopen): Decoder {
    return new Decoder(hereOf(network, folder), folder, {
      name: network.place,
      renewable: network.renew !== undefined,
      reopen,
      most,
      assistant: isHeavy(network) ? assistant : undefined,
    });
  }

  static there(remote: Remote, folder: Folder): Decoder {
    return new Decoder(new DecoderThere(remote), folder, { name: remote.place, renewable: false, most: 1 });
  }

  /** Where it decodes, as the page shows it. */
  get place(): string {
    return this.schedule.helped ? `${this.where.name}, on the GPU` : this.where.name;
  }

  get renewable(): boolean {
    return this.where.renewable;
  }

  async decode(lane: number, z: Vector, n: number, exact = false): Promise<Samples | null> {
    const rows = await this.schedule.ask({ lane, samples: z, n, exact });
    this.decoded(z);
    return rows && { n, numbers: rows.values, release: () => rows.release() };
  }

  async stream(lane: number, z: Vector, n: number, least: number, show: Show): Promise<void> {
    await this.schedule.ask({
      lane,
      samples: z,
      n,
      least,
      show: (numbers, indices) => show({ n: indices.length, numbers, release: () => undefined }, indices),
    });
    this.decoded(z);
  }

  async renew(file: ArrayBuffer): Promise<void> {
    await this.schedule.renew((runner) => (runner as DecoderHere).network.renew!(file.slice(0)));
  }

  close(): void {
    clearTimeout(this.timer);
    this.schedule.close();
  }

  /** Prepares the GPU some time after the first images. */
  private decoded(rows: Vector): void {
    const { assistant } = this.where;
    if (!assistant) return;
    this.recent = rows;
    this.timer ??= setTimeout(() => void this.assist(assistant), LATER);
  }

  private async assist(assistant: Reopen): Promise<void> {
    const { folder, where } = this;
    const { output } = folder;
    const range = output.pixels ? output.pixels.high - output.pixels.low : output.range;
    const open = async (): Promise<DecoderHere> => hereOf(await assistant(), folder);
    const compare = async (gpu: Runner<Numbers>, cpu: Runner<Numbers>): ReturnType<typeof trial> => {
      const [there, here] = [gpu, cpu].map((runner) => (runner as DecoderHere).network) as [Network, Network];
      const { recent: rows } = this;
      return trial(there, here, { range, rows, widths: widthsOf(folder), workers: where.most });
    };
    try {
      await this.schedule.assist(open, compare);
      this.onplace();
    } catch (error) {
      this.remarks((error as Error).message);
    }
    this.where.assistant = undefined;
  }

  private remarks(message: string): void {
    this.remark = `The GPU does not decode. ${message}`;
    this.onplace();
  }
}
