import { SEED, type Graph } from './onnx';
import { RANDOM } from './operators/random';

/** Gives the operators that draw random numbers the seeds as another input of the graph: one for each sample. */
export function addSeeds(graph: Graph): void {
  const drawing = graph.nodes.filter(({ op }) => op in RANDOM);
  if (!drawing.length) return;
  for (const node of drawing) node.inputs = [...node.inputs, SEED];
  graph.inputs = [...graph.inputs, { name: SEED, shape: [graph.inputs[0]?.shape[0] ?? -1, 1] }];
}
