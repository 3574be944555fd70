/** The numbers of WebGPU's flags, which its types lack: uses of a buffer, stages of shaders and ways to map. */
export const USE = { MAP_READ: 1, COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 } as const;
export const COMPUTE = 4;
export const READ = 1;
