import type { Graph, Node } from '../onnx';
import type { Site } from '../site';

/** The most bytes of weights in a second layout, for one node and for all nodes of a graph. */
const MOST_BYTES = 2 ** 25;
const MOST_OF_GRAPH = 2 ** 27;

/** Bytes of such weights by graph, and their layouts by node. */
const spent = new WeakMap<Graph, number>();
const chosen = new WeakMap<Node, Set<string>>();

/** Whether there is memory for a node's weights in some layout, or it is counted already. */
export function affords({ node, graph }: Site, layout: string, bytes: number): boolean {
  const layouts = chosen.get(node) ?? new Set();
  if (layouts.has(layout)) return true;
  const total = (spent.get(graph) ?? 0) + bytes;
  if (bytes > MOST_BYTES || total > MOST_OF_GRAPH) return false;
  spent.set(graph, total);
  chosen.set(node, layouts.add(layout));
  return true;
}
