import { type Device, stop } from './device';
import { USE } from './flags';

/** Floats for constants that later programs need besides those of the first. */
const SPARE = 2 ** 18;

/** The one buffer that holds all tensors: constants first, then what is computed. */
export class Memory {
  buffer!: GPUBuffer;
  /** The address of what is computed, in floats. */
  arena = 0;
  private places = new Map<Float32Array, number>();
  /** The end of the constants, and the floats for what is computed. */
  private top = 0;
  private size = 0;

  constructor(private readonly device: Device) {}

  /** The address of a constant, in floats. */
  placeOf(data: Float32Array): number {
    return this.places.get(data)!;
  }

  /**
   * Makes room for what a program computes, and uploads its constants, unless they are there. Returns whether programs
   * before it are invalid, because the memory was made anew.
   */
  async fit(constants: ReadonlySet<Float32Array>, size: number): Promise<boolean> {
    const missing = [...constants].filter((data) => !this.places.has(data));
    const renewed = this.top + lengthOf(missing) > this.arena || size > this.size;
    if (renewed) await this.renew(arenaAfter(constants), Math.max(size, this.size));
    for (const data of renewed ? constants : missing) {
      this.device.gpu.queue.writeBuffer(this.buffer, 4 * this.top, data);
      this.places.set(data, this.top);
      this.top += data.length;
    }
    return renewed;
  }

  /** The floats that there can be at most for what is computed, beside some constants. */
  roomBeside(constants: ReadonlySet<Float32Array>): number {
    return Math.floor(this.device.most / 4) - arenaAfter(constants);
  }

  destroy(): void {
    (this.buffer as GPUBuffer | undefined)?.destroy();
  }

  private async renew(arena: number, size: number): Promise<void> {
    const { gpu, most } = this.device;
    const bytes = 4 * (arena + size);
    if (bytes > most) stop('The model needs more memory than the GPU provides at once.');
    this.destroy();
    const usage = USE.STORAGE | USE.COPY_SRC | USE.COPY_DST;
    this.buffer = await this.device.guarded(() => gpu.createBuffer({ size: bytes, usage }));
    this.places = new Map();
    Object.assign(this, { arena, size, top: 0 });
  }
}

/** The address of what is computed, if some constants come before it. */
function arenaAfter(constants: ReadonlySet<Float32Array>): number {
  return Math.ceil((lengthOf([...constants]) + SPARE) / 4) * 4;
}

function lengthOf(list: readonly Float32Array[]): number {
  return list.reduce((sum, { length }) => sum + length, 0);
}
