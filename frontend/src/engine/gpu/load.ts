import { engine } from '../engine';
import binaries from '../kernels/index.ts?kernels';
import type { Graph } from '../onnx';
import { AFFINE, OPERATORS } from '../operators/index';
import { PASSES } from '../passes';
import type { Runtime } from '../runtime';
import { TYPES } from '../types';
import type { Device } from './device';
import { GpuModel } from './model';

/** Simplifies a graph for the GPU. WebAssembly evaluates what depends on constants alone. */
export const prepare = engine(OPERATORS, AFFINE, binaries, TYPES, PASSES, (graph: Graph, runtime: Runtime) => ({
  graph,
  runtime,
}));

/** Prepares an ONNX file to run on a GPU. */
export async function load(device: Device, file: ArrayBuffer): Promise<GpuModel> {
  const { graph, runtime } = await prepare(file);
  return GpuModel.of(device, graph, runtime);
}
