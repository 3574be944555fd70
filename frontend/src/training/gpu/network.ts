import { bits } from '../../engine/encode';
import { Device, stop } from '../../engine/gpu/device';
import { USE } from '../../engine/gpu/flags';
import type { Vector } from '../../math/vector';
import { layersOf, type Architecture, type Layers } from '../architecture';
import type { Part } from '../batches';
import type { Partner } from '../gradients';
import { sizeOf, type Layer } from '../layers/layer';
import { LOGVAR_BOUND, type Likelihood, type Sums } from '../network';
import { Parameters } from '../parameters';
import type { Address } from '../workspace';
import { Program } from './program';
import { inFloats, type Dispatch } from './recorder';
import * as pointwise from './shaders/pointwise';
import { GpuWorkspace } from './workspace';

const SAMPLE = pointwise.sample(LOGVAR_BOUND);
const SAMPLE_GRADIENT = pointwise.sampleGradient(LOGVAR_BOUND);
/** The reconstruction terms that pictures can have. */
const LOSSES: Partial<Record<Likelihood, [name: string, shader: string]>> = {
  squared: ['squared', pointwise.squared],
  bernoulli: ['bernoulli', pointwise.bernoulli],
};

/** A program for some items under one beta. */
interface Made {
  items: number;
  beta: number;
  program: Program;
}

/**
 * The gradient of a network of pictures on a GPU. Its layers are those of the processor, which here write down what
 * the GPU is to do with a whole batch at once.
 */
export class GpuNetwork implements Partner {
  private readonly workspace = new GpuWorkspace();
  private readonly parameters = new Parameters();
  private readonly layers: Layers;
  private readonly input: Address;
  private readonly noise: Address;
  private readonly z: Address;
  /** The reconstruction error of each number, and their sums over the items. */
  private readonly errors: Address;
  private readonly sums: Address;
  /** The gradient of the preimages, and of means and log-variances. */
  private readonly slope: Address;
  private readonly headsSlope: Address;
  private readonly size: number;
  private memory!: GPUBuffer;
  private made: Made[] = [];

  private constructor(
    private readonly device: Device,
    private readonly architecture: Architecture,
    private readonly likelihood: Likelihood,
    /** The most items of a batch. */
    private readonly most: number,
  ) {
    const { item, latentDim: d } = architecture;
    const { workspace, parameters } = this;
    this.size = sizeOf(item);
    this.layers = layersOf(architecture, parameters);
    parameters.place(workspace);
    const reserve = (numbers: number): Address => workspace.reserve(most * numbers);
    [this.input, this.slope, this.errors] = [this.size, this.size, this.size].map(reserve) as [
      Address,
      Address,
      Address,
    ];
    [this.noise, this.z, this.headsSlope] = [d, d, 2 * d].map(reserve) as [Address, Address, Address];
    this.sums = workspace.reserve(this.size);
    for (const layer of this.all) layer.place(workspace, most);
    workspace.settle();
    this.recorded(most, 1); // to know the memory for parts of products
    workspace.settleParts();
  }

  /** Throws an EngineError if the GPU has too little memory. Batches have at most `most` items. */
  static async open(
    device: Device,
    architecture: Architecture,
    likelihood: Likelihood,
    most: number,
  ): Promise<GpuNetwork> {
    const network = new GpuNetwork(device, architecture, likelihood, most);
    await network.allocate();
    return network;
  }

  /** Compiles what whole batches need. */
  async prepare(beta: number): Promise<void> {
    await this.programOf(this.most, beta);
  }

  /** The gradient of a batch's mean loss, as of `Network.learn`. Throws an EngineError if the GPU cannot go on. */
  async learn({ values, noise }: Part, beta: number, weights: Vector): Promise<{ sums: Sums; gradient: Vector }> {
    const { parameters, architecture, device, memory } = this;
    const { latentDim: d } = architecture;
    const items = noise.length / d;
    const program = await this.programOf(items, beta);
    const given = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) given[i] = (values[i]! * 2) / 255 - 1;
    const uploads: [Address, Vector][] = [
      [parameters.address, weights],
      [this.input, given],
      [this.noise, noise],
    ];
    for (const [address, numbers] of uploads) device.gpu.queue.writeBuffer(memory, address, numbers);
    const [gradient, heads, errors] = (await program.run()) as [Vector, Vector, Vector];
    const kl = new Float64Array(d);
    for (let i = 0; i < items * d; i++) {
      const [mean, logvar] = [heads[2 * i - (i % d)]!, heads[2 * i - (i % d) + d]!];
      kl[i % d]! += 0.5 * (mean * mean + Math.exp(logvar) - 1 - logvar);
    }
    const reconstruction = errors.reduce((sum, error) => sum + error, 0);
    return { sums: { count: items, reconstruction, kl }, gradient };
  }

  close(): void {
    for (const { program } of this.made) program.destroy();
    this.memory.destroy();
  }

  private async allocate(): Promise<void> {
    const { device, workspace } = this;
    const { size } = workspace;
    if (size > device.most) stop('The network needs more memory than the GPU provides at once.');
    const usage = USE.STORAGE | USE.COPY_SRC | USE.COPY_DST;
    this.memory = await device.guarded(() => device.gpu.createBuffer({ size, usage }));
    for (const [address, numbers] of workspace.uploads) device.gpu.queue.writeBuffer(this.memory, address, numbers);
  }

  /** The program for some items: whole batches, and the last one of an epoch. */
  private async programOf(items: number, beta: number): Promise<Program> {
    const { made, parameters, sums, size, device, memory } = this;
    const found = made.find((one) => one.items === items);
    if (found?.beta === beta) return found.program;
    found?.program.destroy();
    const [dispatches, heads] = this.recorded(items, beta);
    const results = [
      { address: parameters.gradientAddress, count: parameters.count },
      { address: heads, count: 2 * items * this.architecture.latentDim },
      { address: sums, count: size },
    ];
    const program = await Program.of(device, memory, dispatches, results);
    this.made = [...made.filter((one) => one !== found), { items, beta, program }];
    return program;
  }

  /** What the GPU does in a step, and where it puts means and log-variances. */
  private recorded(items: number, beta: number): [Dispatch[], Address] {
    const { workspace, parameters, layers, likelihood, size, input, noise, z, errors, sums, slope, headsSlope } = this;
    const { kernels } = workspace;
    const d = this.architecture.latentDim;
    const [points, pixels] = [items * d, items * size];
    const klWeight = bits(beta / items);

    kernels.clear(parameters.gradientAddress, parameters.count);
    for (const layer of this.all) layer.prepare?.();
    const features = layers.encoder.reduce((x, layer) => layer.forward(x, items), input);
    const heads = layers.heads.forward(features, items);
    kernels.each('sample', SAMPLE, points, [...[heads, noise, z].map(inFloats), d]);
    const preimages = layers.decoder.reduce((x, layer) => layer.forward(x, items), z);
    const [name, shader] = LOSSES[likelihood]!;
    kernels.each(name, shader, pixels, [...[preimages, input, slope, errors].map(inFloats), bits(1 / items)]);
    kernels.clear(sums, size);
    kernels.sumRows(errors, sums, items, size, 1);

    const dz = layers.decoder.reduceRight((dy, layer) => layer.backward(dy, items, true), slope);
    kernels.each('sample gradient', SAMPLE_GRADIENT, points, [
      ...[heads, noise, dz, headsSlope].map(inFloats),
      d,
      klWeight,
    ]);
    const dx = layers.heads.backward(headsSlope, items, true);
    layers.encoder.reduceRight((dy, layer, i) => layer.backward(dy, items, i > 0), dx);
    for (const layer of layers.decoder) layer.finish?.();
    return [kernels.take(), heads];
  }

  private get all(): Layer[] {
    return [...this.layers.encoder, this.layers.heads, ...this.layers.decoder];
  }
}
