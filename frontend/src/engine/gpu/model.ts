import { feeds, modelOf, sizeOf, type Pixels, type Result, type Values } from '../model';
import type { Graph, Port } from '../onnx';
import type { Runtime } from '../runtime';
import type { Device } from './device';
import { layoutOf } from './layout';
import { Memory } from './memory';
import { Program, roomOf } from './program';
import { Readback } from './readback';

/** The most samples of a program, and the floats that they may need. */
const MOST = 64;
const MOST_FLOATS = 2 ** 26;
/** Programs that are kept. */
const KEPT = 12;

/** A graph that runs on a GPU. Its methods throw EngineErrors. */
export class GpuModel {
  /** As those of `Model`. */
  readonly inputs: Port[];
  readonly outputs: Port[];
  readonly work: number;
  private readonly memory: Memory;
  private readonly readback: Readback;
  /** By batch size and kind of result, the one that was used last at the end. */
  private readonly programs = new Map<string, Program>();
  /** The batch size that the file fixes. */
  private readonly fixed: number | undefined;
  private most = 1;

  private constructor(
    private readonly device: Device,
    private readonly graph: Graph,
    private readonly runtime: Runtime,
  ) {
    ({ inputs: this.inputs, outputs: this.outputs, work: this.work } = modelOf(graph, runtime));
    this.memory = new Memory(device);
    this.readback = new Readback(device);
    this.fixed = graph.inputs.map(({ shape }) => shape[0]!).find((size) => size >= 0);
  }

  /** Rejects if a step has no kernel on the GPU, or if the GPU has too little memory. */
  static async of(device: Device, graph: Graph, runtime: Runtime): Promise<GpuModel> {
    const model = new GpuModel(device, graph, runtime);
    const room = roomOf(layoutOf(graph, runtime, model.fixed ?? 1, true));
    const fits = Math.max(1, Math.min(MOST, Math.floor(MOST_FLOATS / room)));
    model.most = model.fixed ?? (graph.whole ? Infinity : fits);
    await model.program(model.fixed ?? 1, true);
    return model;
  }

  /** Runs `batch` samples, as `Model.run`; one result may reuse memory. One call at a time. */
  async run(
    given: Values<Float32Array>,
    batch: number,
    pixels?: Pixels,
    recycled?: ArrayBuffer,
    seed?: number,
  ): Promise<Values<Result>> {
    const { device, graph, most, readback } = this;
    const sources = feeds(graph.inputs, given, batch, seed) as Float32Array<ArrayBuffer>[];
    const scale = pixels && 255 / (pixels.high - pixels.low);
    const shades = pixels && { scale: scale!, shift: -pixels.low * scale! };
    const lengths = this.outputs.map(sizeOf);
    await readback.begin(lengths, batch, Math.ceil(batch / most), pixels ? 1 : 4);
    for (let start = 0; start < batch; start += most) {
      const count = Math.min(most, batch - start);
      const program = await this.program(this.fixed ?? count, Boolean(pixels));
      sources.forEach((values, i) => {
        const size = values.length / batch;
        program.feed(i, values.subarray(start * size, (start + count) * size));
      });
      const encoder = device.gpu.createCommandEncoder();
      program.encode(encoder, shades);
      lengths.forEach((length, i) => {
        readback.copy(encoder, this.memory.buffer, program.resultAt(i, Boolean(pixels)), i, count * length);
      });
      device.gpu.queue.submit([encoder.finish()]);
    }
    const results = await readback.results(recycled);
    return Object.fromEntries(this.outputs.map(({ name }, i) => [name, results[i]!]));
  }

  destroy(): void {
    this.forget();
    this.memory.destroy();
    this.readback.destroy();
  }

  private async program(batch: number, asBytes: boolean): Promise<Program> {
    const key = `${batch} ${asBytes}`;
    const known = this.programs.get(key);
    const program = known ?? (await this.made(batch, asBytes));
    this.programs.delete(key);
    this.programs.set(key, program);
    for (const [oldest, one] of this.programs) {
      if (this.programs.size <= KEPT) break;
      this.programs.delete(oldest);
      one.destroy();
    }
    return program;
  }

  private async made(batch: number, asBytes: boolean): Promise<Program> {
    const { device, memory } = this;
    const layout = layoutOf(this.graph, this.runtime, batch, asBytes);
    if (await memory.fit(layout.constants, roomOf(layout))) this.forget();
    return Program.of(device, memory, layout);
  }

  private forget(): void {
    for (const program of this.programs.values()) program.destroy();
    this.programs.clear();
  }
}
