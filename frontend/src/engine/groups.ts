import { prune, reader, type Graph } from './onnx';
import { values } from './tensor';

/**
 * PyTorch exports group normalisation as a reshape to (n, groups, rest), an instance normalisation and a reshape back.
 * As one node it works on channels-last images in place, without the copies that the reshapes would need.
 */
export function restoreGroupNormalizations(graph: Graph): void {
  const makers = new Map(graph.nodes.map((node) => [node.outputs[0]!, node]));
  graph.nodes = graph.nodes.map((back) => {
    const normal = makers.get(back.inputs[0]!);
    const there = normal && makers.get(normal.inputs[0]!);
    const shape = makers.get(back.inputs[1] ?? '');
    const target = there && graph.constants.get(there.inputs[1] ?? '');
    if (
      back.op !== 'Reshape' ||
      normal?.op !== 'InstanceNormalization' ||
      there?.op !== 'Reshape' ||
      !target ||
      reader(graph, there) !== normal ||
      reader(graph, normal) !== back ||
      shape?.op !== 'Shape' ||
      shape.attributes.size ||
      shape.inputs[0] !== there.inputs[0]
    )
      return back;
    const [same, groups, rest, ...more] = values(target);
    if (same !== 0 || !(groups! > 0) || rest !== -1 || more.length) return back;
    return {
      ...normal,
      op: 'GroupNormalization',
      inputs: [there.inputs[0]!, ...normal.inputs.slice(1)],
      outputs: back.outputs,
      attributes: new Map(normal.attributes).set('num_groups', { number: groups!, list: [] }),
    };
  });
  prune(graph);
}
