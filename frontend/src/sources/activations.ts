import { inputsOf } from '../conditions/rows';
import type { Network } from '../engine/network';
import { elements } from '../engine/tensor';
import { layersOf, type Layer } from '../layers/layer';
import { outlineOf } from '../layers/outline';
import { exposing, flattened, flattening } from '../layers/probe';
import { lineOf } from '../layers/pytorch';
import type { Vector } from '../math/vector';

/** A layer, and what it returns. */
export interface Step {
  layer: Layer;
  /** The shape of what it returns, without the batch. */
  shape: readonly number[];
  /** The line of PyTorch that does the same; '' if there is none. */
  line: string;
}

/** Opens a network in this browser. Rejects with a sentence. */
type Open = (read: () => Promise<ArrayBuffer>) => Promise<Network>;

/** The most numbers of all layers together that one network returns; of larger ones, only layers that are wanted. */
const MOST = 2 ** 20;

/** Opens the network so that it returns what layers compute; `flat` as rows, with their shapes. */
type Returning = (layers: readonly Layer[], flat: boolean) => Promise<Network>;

/** A network that returns what some of its layers compute. */
interface Probe {
  network: Network;
  /** Indices of the layers. */
  of: ReadonlySet<number>;
}

/** The layers of a network, and what they compute: as the file says, without the simplifications that speed it up. */
export class Activations {
  private opening: Promise<Probe> | undefined;

  private constructor(
    readonly steps: readonly Step[],
    private readonly returning: Returning,
    /** The widths of the network's inputs. */
    private readonly widths: readonly number[],
    /** Whether some layer does not have the batch as its first axis. */
    private readonly flat: boolean,
    private probe: Probe | null,
  ) {}

  /** Opens an ONNX file whose inputs have the given widths: the latent point's, and each condition's. */
  static async of(file: ArrayBuffer, widths: readonly number[], open: Open): Promise<Activations> {
    const outline = outlineOf(file);
    const layers = layersOf(outline);
    const returning: Returning = (wanted, flat) => {
      const names = wanted.map(({ name }) => name);
      const more = names.filter((name) => !outline.outputs.includes(name));
      return open(async () => (flat ? flattening(file, names) : exposing(file, more)));
    };
    let network = await returning(layers, false).catch((error: Error) => {
      // a layer that mixes up its batch: all are asked for as rows instead
      if (error.name !== 'UnsupportedModel') throw error;
      return null;
    });
    let shapes = network && layers.map(({ name }) => portOf(network!, name));
    const flat = !shapes?.every((shape) => shape.every((side) => side > 0));
    if (flat) {
      network?.close();
      const opened = (network = await returning(layers, true));
      shapes = await shapesOf(opened, layers, widths).catch((error: Error) => {
        opened.close();
        throw error;
      });
    }
    const steps = layers.map((layer, i) => ({
      layer,
      shape: shapes![i]!,
      line: lineOf(layer, shapes![i]!, outline, i),
    }));
    const total = shapes!.reduce((sum, shape) => sum + elements([...shape]), 0);
    const probe = total <= MOST ? { network: network!, of: new Set(layers.keys()) } : null;
    if (!probe) network!.close();
    return new Activations(steps, returning, widths, flat, probe);
  }

  /**
   * What some layers, by index, return for a row (d + w,): a point and its conditions. Also how many milliseconds that
   * took. One call at a time.
   */
  async at(row: Vector, wanted: readonly number[]): Promise<{ values: Map<number, Vector>; milliseconds: number }> {
    const { network } = await this.covering(wanted);
    const { results, milliseconds } = await run(network, row, this.widths);
    const values = wanted.map((index): [number, Vector] => {
      const { layer, shape } = this.steps[index]!;
      const name = this.flat ? flattened(layer.name)[0] : layer.name;
      return [index, (results[name] as Vector).subarray(0, elements([...shape]))];
    });
    return { values: new Map(values), milliseconds };
  }

  close(): void {
    this.probe?.network.close();
    this.opening?.then(
      ({ network }) => network.close(),
      () => undefined,
    );
  }

  /** A network that returns the wanted layers: the present one, or another that replaces it. */
  private async covering(wanted: readonly number[]): Promise<Probe> {
    if (this.probe && wanted.every((index) => this.probe!.of.has(index))) return this.probe;
    const layers = wanted.map((index) => this.steps[index]!.layer);
    this.opening = this.returning(layers, this.flat).then((network) => ({ network, of: new Set(wanted) }));
    const probe = await this.opening;
    this.opening = undefined;
    this.probe?.network.close();
    this.probe = probe;
    return probe;
  }
}

/** The shape of an output without the batch. */
function portOf({ outputs }: Network, wanted: string): number[] {
  return outputs.find(({ name }) => name === wanted)!.shape.slice(1);
}

/** The shapes of layers that a network returns as rows, without the batch where that is the first axis. */
async function shapesOf(network: Network, layers: readonly Layer[], widths: readonly number[]): Promise<number[][]> {
  const d = widths.reduce((sum, width) => sum + width, 0);
  const { results } = await run(network, new Float32Array(d), widths);
  return layers.map(({ name }) => {
    const [first = 1, ...rest] = Array.from(results[flattened(name)[1]]!);
    return first === batchOf(network) ? rest : [first, ...rest];
  });
}

/** The number of samples that a network takes at once: 1, unless its file fixes another number. */
function batchOf({ inputs }: Network): number {
  return Math.max(1, inputs[0]?.shape[0] ?? 1);
}

function run(network: Network, row: Vector, widths: readonly number[]): ReturnType<Network['timed']> {
  const batch = batchOf(network);
  const rows = new Float32Array(batch * row.length);
  for (let i = 0; i < batch; i++) rows.set(row, i * row.length);
  return network.timed({ lane: 0, inputs: inputsOf(network, rows, batch, widths), batch });
}
