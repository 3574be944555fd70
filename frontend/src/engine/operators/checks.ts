import { Site } from '../site';
import { values, type Tensor } from '../tensor';

/** Numbers are held as floats, in which whole numbers are exact up to here. */
const LARGEST_WHOLE = 2 ** 24;

/** Operators whose results would be wrong if a whole number were not exact. */
const COMPUTING = new Set(
  'Add Sub Mul Div Mod Equal Less LessOrEqual Greater GreaterOrEqual CumSum CumProd ReduceSum ReduceProd'.split(' '),
);

/** Refuses whole numbers that are known and too large to compute with. */
export function exactly(site: Site, inputs: (Tensor | undefined)[]): void {
  if (!COMPUTING.has(site.node.op)) return;
  for (const input of inputs)
    if (input?.type && input.store.data && values(input).some((value) => Math.abs(value) >= LARGEST_WHOLE))
      site.lacks('with whole numbers beyond 16,777,216');
}

/** Operators of two inputs that had attributes for their broadcasting before version 7 of ONNX. */
const BROADCAST = new Set('Add Sub Mul Div Pow And Or Xor Equal Less Greater PRelu'.split(' '));

/** The site and the inputs in the form that they have had since version 7. */
export function modern(site: Site, inputs: Tensor[]): [Site, ...Tensor[]] {
  const { node, plan, graph } = site;
  const { attributes } = node;
  if (!attributes.size || !(graph.opset < 7) || !(BROADCAST.has(node.op) || attributes.has('consumed_inputs')))
    return [site, ...inputs];
  const own = new Site({ ...node, attributes: new Map() }, plan, graph);
  const axis = attributes.get('axis')?.number;
  const [a, b, ...rest] = inputs as [Tensor, Tensor];
  if (axis === undefined || !b) return [own, ...inputs];
  const behind = a.shape.length - (axis < 0 ? axis + a.shape.length : axis) - b.shape.length;
  return [own, a, plan.reshape(b, [...b.shape, ...Array<number>(Math.max(0, behind)).fill(1)]), ...rest];
}

/** Refuses an output that is used, but that the operator does not compute here. */
export function needed(site: Site, made: number): void {
  const { node, graph } = site;
  const missing = node.outputs.slice(made).find((name) => name && isUsed(graph, name));
  if (missing) site.lacks(`with its output number ${node.outputs.indexOf(missing) + 1}`);
}

function isUsed({ nodes, outputs }: Site['graph'], name: string): boolean {
  return outputs.some((port) => port.name === name) || nodes.some(({ inputs }) => inputs.includes(name));
}
