import type { Result } from '../model';
import { stop, type Device } from './device';
import { READ, USE } from './flags';

/** A part of a result: where its bytes are among those that are read back, and where they belong in the result. */
interface Piece {
  output: number;
  from: number;
  to: number;
  bytes: number;
}

/** Copies are of multiples of so many bytes. */
const ALIGN = 4;

/** Brings the results of a batch from the GPU, all at once. */
export class Readback {
  private buffer: GPUBuffer | undefined;
  private pieces: Piece[] = [];
  /** The bytes of each result, and of a number. */
  private sizes: number[] = [];
  private width = 1;
  private end = 0;

  constructor(private readonly device: Device) {}

  /**
   * Prepares for outputs of so many numbers a sample, of `width` bytes each, that are copied in a number of parts.
   */
  async begin(lengths: number[], batch: number, parts: number, width: number): Promise<void> {
    Object.assign(this, { pieces: [], end: 0, width, sizes: lengths.map((length) => length * batch * width) });
    const size = this.sizes.reduce((sum, bytes) => sum + bytes + parts * ALIGN, 0);
    if (this.buffer && this.buffer.size >= size) return;
    const { gpu } = this.device;
    const usage = USE.MAP_READ | USE.COPY_DST;
    this.destroy();
    this.buffer = await this.device.guarded(() => gpu.createBuffer({ size: Math.ceil(size / ALIGN) * ALIGN, usage }));
  }

  /** Copies the next samples of an output, `numbers` in all, from a place in memory. */
  copy(encoder: GPUCommandEncoder, memory: GPUBuffer, at: number, output: number, numbers: number): void {
    const before = this.pieces.filter((piece) => piece.output === output);
    const to = before.reduce((sum, { bytes }) => sum + bytes, 0);
    const bytes = numbers * this.width;
    const copied = Math.ceil(bytes / ALIGN) * ALIGN;
    encoder.copyBufferToBuffer(memory, at, this.buffer!, this.end, copied);
    this.pieces.push({ output, from: this.end, to, bytes });
    this.end += copied;
  }

  /** The results, once they are there; the first that fits reuses memory. */
  async results(recycled?: ArrayBuffer): Promise<Result[]> {
    const { device, pieces, sizes, width } = this;
    const buffer = this.buffer!;
    await buffer
      .mapAsync(READ, 0, this.end)
      .catch((error: Error) => stop(device.fault || `The GPU has stopped: ${error.message}`));
    const mapped = new Uint8Array(buffer.getMappedRange(0, this.end));
    const results = sizes.map((size, output) => {
      const reused = recycled && recycled.byteLength >= size ? recycled : new ArrayBuffer(size);
      if (reused === recycled) recycled = undefined;
      const bytes = new Uint8Array(reused, 0, size);
      for (const piece of pieces)
        if (piece.output === output) bytes.set(mapped.subarray(piece.from, piece.from + piece.bytes), piece.to);
      return width === 1 ? bytes : new Float32Array(reused, 0, size / width);
    });
    buffer.unmap();
    device.check();
    return results;
  }

  destroy(): void {
    this.buffer?.destroy();
    this.buffer = undefined;
  }
}
