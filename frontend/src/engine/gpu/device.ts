import { EngineError } from '../errors';
import { adapterOf } from './adapter';
import { COMPUTE } from './flags';
import type { Kernel } from './task';

/** Bindings of all shaders: the memory, the descriptions of steps, and what is launched. */
const BINDINGS = ['storage', 'read-only-storage', 'uniform'] as const;

/** A GPU, and the shaders that were compiled for it. */
export class Device {
  /** The layout of the bindings that all shaders share. */
  readonly bindings: GPUBindGroupLayout;
  /** Why it can no longer be used; '' while it can. */
  fault = '';
  private readonly layout: GPUPipelineLayout;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();

  private constructor(readonly gpu: GPUDevice) {
    const entries = BINDINGS.map((type, binding) => ({
      binding,
      visibility: COMPUTE,
      buffer: { type, hasDynamicOffset: type === 'uniform' },
    }));
    this.bindings = gpu.createBindGroupLayout({ entries });
    this.layout = gpu.createPipelineLayout({ bindGroupLayouts: [this.bindings] });
    gpu.addEventListener('uncapturederror', (event) => {
      event.preventDefault();
      this.fault ||= `The GPU reported an error: ${event.error.message}`;
    });
  }

  /** A device with as much memory as the adapter offers. Throws an EngineError if there is none. */
  static async open(software: boolean): Promise<Device> {
    const adapter = await adapterOf(software);
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    const gpu = await adapter
      .requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } })
      .catch((error: Error) => stop(`The GPU cannot be used: ${error.message}`));
    return new Device(gpu);
  }

  /** Resolves with a sentence once the GPU is lost. */
  get lost(): Promise<string> {
    return this.gpu.lost.then(({ message }) => (this.fault ||= `The GPU was lost. ${message}`.trim()));
  }

  /** The most bytes of a buffer that shaders read and write. */
  get most(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.gpu.limits;
    return Math.min(maxBufferSize, maxStorageBufferBindingSize);
  }

  /** A shader, compiled once. */
  pipeline({ name, code }: Kernel): Promise<GPUComputePipeline> {
    let pipeline = this.pipelines.get(name);
    if (!pipeline) {
      pipeline = this.guarded(() => this.gpu.createShaderModule({ label: name, code })).then((module) =>
        this.gpu
          .createComputePipelineAsync({ label: name, layout: this.layout, compute: { module, entryPoint: 'main' } })
          .catch((error: Error) => stop(`The GPU does not compile '${name}': ${error.message}`)),
      );
      this.pipelines.set(name, pipeline);
    }
    return pipeline;
  }

  /** Does something on the GPU, and throws an EngineError if the GPU reports an error or lacks memory. */
  async guarded<T>(work: () => T): Promise<T> {
    const filters = ['validation', 'out-of-memory', 'internal'] as const;
    for (const filter of filters) this.gpu.pushErrorScope(filter);
    let result;
    try {
      result = work();
    } finally {
      const errors = await Promise.all(filters.map(() => this.gpu.popErrorScope().catch(() => null)));
      const [error] = errors.filter((one) => one !== null);
      if (error) stop(`The GPU refuses: ${error.message || 'its memory is full'}`);
    }
    this.check();
    return result;
  }

  /** Throws an EngineError if the GPU can no longer be used. */
  check(): void {
    if (this.fault) stop(this.fault);
  }
}

/** The GPU cannot go on. */
export function stop(message: string): never {
  throw new EngineError('UnsupportedBrowser', message);
}
