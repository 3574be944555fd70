import type { Device } from './device';
import { USE } from './flags';

/** Brings the inputs of a batch to the GPU, all at once, before its parts are copied to where programs read them. */
export class Upload {
  private buffer: GPUBuffer | undefined;
  private starts: number[] = [];

  constructor(private readonly device: Device) {}

  async begin(sources: Float32Array<ArrayBuffer>[]): Promise<void> {
    const { gpu } = this.device;
    let end = 0;
    this.starts = sources.map(({ byteLength }) => (end += byteLength) - byteLength);
    if (!this.buffer || this.buffer.size < end) {
      this.destroy();
      const usage = USE.COPY_SRC | USE.COPY_DST;
      this.buffer = await this.device.guarded(() => gpu.createBuffer({ size: end, usage }));
    }
    sources.forEach((values, i) => gpu.queue.writeBuffer(this.buffer!, this.starts[i]!, values));
  }

  /** Copies numbers of an input, from the number `first` on, to a place in memory, which is in bytes. */
  copy(encoder: GPUCommandEncoder, input: number, first: number, count: number, memory: GPUBuffer, at: number): void {
    encoder.copyBufferToBuffer(this.buffer!, this.starts[input]! + 4 * first, memory, at, 4 * count);
  }

  destroy(): void {
    this.buffer?.destroy();
    this.buffer = undefined;
  }
}
