import { unsupported } from '../errors';
import { lower } from '../lower';
import { MOST_WORK } from '../memory';
import { finish } from '../model';
import type { Graph } from '../onnx';
import type { Step } from '../plan';
import type { Runtime } from '../runtime';
import type { Tensor } from '../tensor';
import { place } from './arena';
import { contraction } from './contractions';
import { mapTask } from './maps';
import { DIRECT } from './operators';
import type { Task } from './task';
import { wavesOf, type Wave } from './waves';

/** A graph for one batch size, as the GPU runs it. */
export interface Layout {
  waves: Wave[];
  inputs: Tensor[];
  /** In ONNX's order or, for bytes, channels last; without gaps. */
  outputs: Tensor[];
  /** The floats of memory that it needs besides constants. */
  size: number;
  /** What must be in memory before it runs. */
  constants: Set<Float32Array>;
}

/** Lowers a graph. Throws an EngineError if a step has no kernel on the GPU. */
export function layoutOf(graph: Graph, runtime: Runtime, batch: number, channelsLast: boolean): Layout {
  const { plan, inputs, tensors } = lower(graph, batch, { ...runtime, operators: DIRECT });
  const outputs = graph.outputs.map(({ name }) => finish(plan, tensors.get(name)!, channelsLast));
  if (plan.work / batch > MOST_WORK) unsupported('The model computes too much to decode in the browser.');
  const waves = wavesOf(plan.steps.map(taskOf));
  const size = place(
    waves,
    inputs.map(({ store }) => store),
    outputs.map(({ store }) => store),
  );
  const read = waves.flatMap(({ tasks }) => tasks.flatMap(({ reads }) => reads));
  const constants = new Set(read.flatMap(({ store }) => store.data ?? []));
  return { waves, inputs, outputs, size, constants };
}

function taskOf(step: Step): Task {
  if ('op' in step) return mapTask(step);
  return 'describe' in step ? unsupported('The model takes a step without a kernel for GPUs.') : contraction(step);
}
