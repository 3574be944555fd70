import { feeds, modelOf, sizeOf, type Pixels, type Result, type Values } from '../model';
import type { Graph, Port } from '../onnx';
import type { Runtime } from '../runtime';
import { stop, type Device } from './device';
import { layoutOf } from './layout';
import { Memory } from './memory';
import { partsOf, type Part } from './parts';
import { Program, roomOf } from './program';
import { Readback } from './readback';
import { Upload } from './upload';

/** The most samples of a program, and the floats that they may need. */
const MOST = 64;
const MOST_FLOATS = 2 ** 26;
/** The samples of a usual batch. */
const USUAL = 16;
/** Programs that are kept: of each size, with bytes and with numbers. */
const KEPT = 24;

/** A graph that runs on a GPU. Its methods throw EngineErrors. */
export class GpuModel {
  /** As those of `Model`. */
  readonly inputs: Port[];
  readonly outputs: Port[];
  readonly work: number;
  private readonly memory: Memory;
  private readonly upload: Upload;
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
    this.upload = new Upload(device);
    this.readback = new Readback(device);
    this.fixed = graph.inputs.map(({ shape }) => shape[0]!).find((size) => size >= 0);
  }

  /** Rejects if a step has no kernel on the GPU, or if the GPU has too little memory. */
  static async of(device: Device, graph: Graph, runtime: Runtime): Promise<GpuModel> {
    const model = new GpuModel(device, graph, runtime);
    const layout = layoutOf(graph, runtime, model.fixed ?? 1, true);
    const room = roomOf(layout);
    const free = Math.min(MOST_FLOATS, model.memory.roomBeside(layout.constants));
    model.most = Math.max(1, Math.min(MOST, Math.floor(free / room)));
    // larger batches will come, and would have the memory made anew
    const several = model.fixed || graph.whole ? 1 : Math.min(USUAL, model.most);
    await model.memory.fit(layout.constants, several * room);
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
    const { graph, upload, readback } = this;
    const sources = feeds(graph.inputs, given, batch, seed) as Float32Array<ArrayBuffer>[];
    const lengths = this.outputs.map(sizeOf);
    const parts = this.partsOf(batch);
    const programs = await this.programsFor(parts, Boolean(pixels));
    await upload.begin(sources);
    await readback.begin(lengths, batch, parts.length, pixels ? 1 : 4);
    this.submit(
      parts.map((part) => ({ ...part, program: programs.get(part.size)! })),
      sources.map(({ length }) => length / batch),
      lengths,
      pixels,
    );
    const results = await readback.results(recycled);
    return Object.fromEntries(this.outputs.map(({ name }, i) => [name, results[i]!]));
  }

  destroy(): void {
    this.forget();
    this.memory.destroy();
    this.upload.destroy();
    this.readback.destroy();
  }

  private partsOf(batch: number): Part[] {
    const { fixed, graph } = this;
    if (graph.whole && !fixed) return [{ start: 0, count: batch, size: batch }];
    if (!fixed) return partsOf(batch, this.most);
    return Array.from({ length: Math.ceil(batch / fixed) }, (_, i) => {
      const start = i * fixed;
      return { start, count: Math.min(fixed, batch - start), size: fixed };
    });
  }

  /** The programs of some parts, by their sizes. */
  private async programsFor(parts: Part[], asBytes: boolean): Promise<Map<number, Program>> {
    const sizes = new Set(parts.map(({ size }) => size));
    for (let tries = 0; tries < 3; tries++) {
      const { buffer } = this.memory;
      const programs = new Map<number, Program>();
      for (const size of sizes) programs.set(size, await this.program(size, asBytes));
      // otherwise one has made those before it invalid
      if (buffer === this.memory.buffer) return programs;
    }
    return stop('The model needs different constants for each size of a batch.');
  }

  /** Runs the parts of a batch, by one command. Inputs and outputs have so many numbers a sample. */
  private submit(
    parts: (Part & { program: Program })[],
    inputs: number[],
    outputs: number[],
    pixels: Pixels | undefined,
  ): void {
    const { upload, readback, memory } = this;
    const { gpu } = this.device;
    const encoder = gpu.createCommandEncoder();
    for (const { program, start, count } of parts) {
      inputs.forEach((size, i) =>
        upload.copy(encoder, i, start * size, count * size, memory.buffer, program.inputAt(i)),
      );
      program.encode(encoder, pixels);
      outputs.forEach((size, i) =>
        readback.copy(encoder, memory.buffer, program.resultAt(i, Boolean(pixels)), i, count * size),
      );
    }
    gpu.queue.submit([encoder.finish()]);
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
