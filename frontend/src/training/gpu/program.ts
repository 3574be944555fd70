import type { Device } from '../../engine/gpu/device';
import { stop } from '../../engine/gpu/device';
import { READ, USE } from '../../engine/gpu/flags';
import type { Address } from '../workspace';
import type { Dispatch } from './recorder';

/** Bytes from one launch to the next, to whose multiples offsets must be rounded; and those that a shader reads. */
const [APART, LAUNCH] = [256, 8];

/** What of a program's memory is brought back. */
export interface Region {
  address: Address;
  count: number;
}

/** What the GPU does in a step, and its results. */
export class Program {
  private constructor(
    private readonly device: Device,
    private readonly memory: GPUBuffer,
    private readonly dispatches: readonly Dispatch[],
    private readonly pipelines: readonly GPUComputePipeline[],
    private readonly buffers: readonly GPUBuffer[],
    private readonly group: GPUBindGroup,
    private readonly back: GPUBuffer,
    private readonly results: readonly Region[],
  ) {}

  static async of(
    device: Device,
    memory: GPUBuffer,
    dispatches: readonly Dispatch[],
    results: readonly Region[],
  ): Promise<Program> {
    const { gpu } = device;
    const pipelines = await Promise.all(dispatches.map(({ kernel }) => device.pipeline(kernel)));
    const launches = new Int32Array((dispatches.length * APART) / 4);
    const words: number[] = [];
    dispatches.forEach((dispatch, i) => {
      launches[(i * APART) / 4] = words.length;
      words.push(...dispatch.words);
    });
    const made = await device.guarded(() => {
      const buffers = [
        { data: Int32Array.from(words), usage: USE.STORAGE },
        { data: launches, usage: USE.UNIFORM },
      ].map(({ data, usage }) => {
        const buffer = gpu.createBuffer({ size: data.byteLength, usage: usage | USE.COPY_DST });
        gpu.queue.writeBuffer(buffer, 0, data);
        return buffer;
      });
      const resources = [{ buffer: memory }, { buffer: buffers[0]! }, { buffer: buffers[1]!, size: LAUNCH }];
      const entries = resources.map((resource, binding) => ({ binding, resource }));
      const group = gpu.createBindGroup({ layout: device.bindings, entries });
      const size = results.reduce((sum, { count }) => sum + 4 * count, 0);
      return { buffers, group, back: gpu.createBuffer({ size, usage: USE.MAP_READ | USE.COPY_DST }) };
    });
    return new Program(device, memory, dispatches, pipelines, made.buffers, made.group, made.back, results);
  }

  /** Runs the program on what is in memory; returns the results, once they are there. */
  async run(): Promise<Float32Array<ArrayBuffer>[]> {
    const { device, back, memory } = this;
    device.check();
    const encoder = device.gpu.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.dispatches.forEach(({ grid }, i) => {
      pass.setPipeline(this.pipelines[i]!);
      pass.setBindGroup(0, this.group, [i * APART]);
      pass.dispatchWorkgroups(...grid);
    });
    pass.end();
    let end = 0;
    for (const { address, count } of this.results) {
      encoder.copyBufferToBuffer(memory, address, back, end, 4 * count);
      end += 4 * count;
    }
    device.gpu.queue.submit([encoder.finish()]);
    await back.mapAsync(READ).catch((error: Error) => stop(device.fault || `The GPU has stopped: ${error.message}`));
    const all = new Float32Array(back.getMappedRange().slice(0));
    back.unmap();
    device.check();
    end = 0;
    return this.results.map(({ count }) => all.subarray(end, (end += count)));
  }

  destroy(): void {
    for (const buffer of [...this.buffers, this.back]) buffer.destroy();
  }
}
