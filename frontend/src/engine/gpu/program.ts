import type { Pixels } from '../model';
import { elements, type Store, type Tensor } from '../tensor';
import type { Device } from './device';
import { USE } from './flags';
import type { Layout } from './layout';
import type { Memory } from './memory';
import { pixels as shader, SHOWN } from './shaders/pixels';
import { MOST_GROUPS, type Kernel, type Task } from './task';

/** Bytes from one launch to the next, to whose multiples offsets must be rounded; and those that a shader reads. */
const [APART, LAUNCH] = [256, 32];
const PIXELS: Kernel = { name: 'pixels', code: shader };

/** An output of a program. */
interface Port {
  tensor: Tensor;
  /** The address of its bytes, in floats. */
  bytes: number;
}

/** The floats that a layout needs, with the bytes of its outputs. */
export function roomOf({ size, outputs }: Layout): number {
  return outputs.reduce((sum, output) => sum + wordsOf(output), size);
}

/** The words that the bytes of an output fill. */
function wordsOf({ shape }: Tensor): number {
  return Math.ceil(elements(shape) / 4);
}

/** A graph for one batch size, in the memory of a GPU. */
export class Program {
  private constructor(
    private readonly device: Device,
    private readonly memory: Memory,
    private readonly layout: Layout,
    private readonly ports: Port[],
    private readonly buffers: { words: GPUBuffer; launches: GPUBuffer; group: GPUBindGroup },
    private readonly pipelines: Map<Kernel, GPUComputePipeline>,
  ) {}

  /** The memory must fit the layout. */
  static async of(device: Device, memory: Memory, layout: Layout): Promise<Program> {
    const kernels = [...new Set([...layout.waves.map(({ kernel }) => kernel), PIXELS])];
    const compiled = await Promise.all(kernels.map((kernel) => device.pipeline(kernel)));
    const { words, launches } = described(layout, memory);
    const { gpu } = device;
    const make = (data: Int32Array<ArrayBuffer>, usage: number): GPUBuffer => {
      const buffer = gpu.createBuffer({ size: data.byteLength, usage: usage | USE.COPY_DST });
      gpu.queue.writeBuffer(buffer, 0, data);
      return buffer;
    };
    const buffers = await device.guarded(() => {
      const made = { words: make(words, USE.STORAGE), launches: make(launches, USE.UNIFORM) };
      const resources = [{ buffer: memory.buffer }, { buffer: made.words }, { buffer: made.launches, size: LAUNCH }];
      const entries = resources.map((resource, binding) => ({ binding, resource }));
      return { ...made, group: gpu.createBindGroup({ layout: device.bindings, entries }) };
    });
    let end = memory.arena + layout.size;
    const ports = layout.outputs.map((tensor) => {
      const bytes = end;
      end += wordsOf(tensor);
      return { tensor, bytes };
    });
    return new Program(
      device,
      memory,
      layout,
      ports,
      buffers,
      new Map(kernels.map((kernel, i) => [kernel, compiled[i]!])),
    );
  }

  /** Where an input begins in memory, in bytes. */
  inputAt(input: number): number {
    return 4 * this.addressOf(this.layout.inputs[input]!);
  }

  /** Adds the steps to a command, and the conversion to bytes if these are wanted. */
  encode(encoder: GPUCommandEncoder, pixels?: Pixels): void {
    const { waves } = this.layout;
    const pass = encoder.beginComputePass();
    const launch = (kernel: Kernel, at: number, ...groups: [number, number, number]): void => {
      pass.setPipeline(this.pipelines.get(kernel)!);
      pass.setBindGroup(0, this.buffers.group, [at * APART]);
      pass.dispatchWorkgroups(...groups);
    };
    waves.forEach(({ kernel, tasks }, at) => launch(kernel, at, ...gridOf(tasks), tasks.length));
    if (pixels)
      this.ports.forEach((port, i) => {
        const words = wordsOf(port.tensor);
        this.device.gpu.queue.writeBuffer(this.buffers.launches, (waves.length + i) * APART, this.shown(port, pixels));
        launch(PIXELS, waves.length + i, Math.min(MOST_GROUPS, Math.ceil(words / SHOWN)), 1, 1);
      });
    pass.end();
  }

  /** Where an output begins in memory, in bytes. */
  resultAt(output: number, asBytes: boolean): number {
    const { tensor, bytes } = this.ports[output]!;
    return 4 * (asBytes ? bytes : this.addressOf(tensor));
  }

  destroy(): void {
    this.buffers.words.destroy();
    this.buffers.launches.destroy();
  }

  private addressOf({ store, offset }: Tensor): number {
    return this.memory.arena + store.address + offset;
  }

  private shown({ tensor, bytes }: Port, { low, high }: Pixels): ArrayBuffer {
    const scale = 255 / (high - low);
    const launch = new ArrayBuffer(LAUNCH);
    new Uint32Array(launch).set([this.addressOf(tensor), bytes, elements(tensor.shape)]);
    new Float32Array(launch).set([scale, -low * scale], 3);
    return launch;
  }
}

/** The workgroups that the largest of some tasks needs. */
function gridOf(tasks: Task[]): [number, number] {
  const most = (axis: 0 | 1): number => tasks.reduce((so, { grid }) => Math.max(so, grid[axis]), 1);
  return [most(0), most(1)];
}

/** The descriptions of all steps, and where those of each wave are. */
function described(
  { waves, outputs }: Layout,
  memory: Memory,
): { words: Int32Array<ArrayBuffer>; launches: Int32Array<ArrayBuffer> } {
  const base = ({ data, address }: Store): number => (data ? memory.placeOf(data) : memory.arena + address);
  const at = ({ store, offset }: Tensor): number => base(store) + offset;
  const lists = waves.map(({ tasks }) => tasks.map((task) => task.describe(at)));
  const apart = lists.map((tasks) => tasks.reduce((most, { length }) => Math.max(most, length), 0));
  const total = lists.reduce((sum, tasks, i) => sum + tasks.length * apart[i]!, 0);
  const words = new Int32Array(Math.max(1, total));
  const launches = new Int32Array(((waves.length + outputs.length) * APART) / 4);
  let first = 0;
  lists.forEach((tasks, i) => {
    launches.set([first, apart[i]!], (i * APART) / 4);
    for (const list of tasks) {
      words.set(list, first);
      first += apart[i]!;
    }
  });
  return { words, launches };
}
