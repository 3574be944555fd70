import type { Tensor } from '../tensor';

/** A shader in WGSL, with an entry point `main`. Steps that share it can run in one dispatch. */
export interface Kernel {
  name: string;
  code: string;
}

/** What a step of a plan asks of the GPU. */
export interface Task {
  kernel: Kernel;
  reads: Tensor[];
  writes: Tensor[];
  /** Workgroups along x and y; z is the number of the task among those of its dispatch. */
  grid: [x: number, y: number];
  /** What the shader reads about the step: int32 words, floats by their bits. Addresses count floats. */
  describe: (at: (tensor: Tensor) => number) => number[];
}

/** The most workgroups along an axis that every GPU allows. */
export const MOST_GROUPS = 65_535;

/** Makes each shader once, by its name. */
export function kernels(): (name: string, code: () => string) => Kernel {
  const made = new Map<string, Kernel>();
  return (name, code) => {
    let kernel = made.get(name);
    if (!kernel) made.set(name, (kernel = { name, code: code() }));
    return kernel;
  };
}
