import { EngineError, incapable, invalid, unsupported } from './errors';
import type { Model } from './model';
import { parse, prune, type Graph, type Types } from './onnx';
import type { Operators } from './operators/plain';
import { runtimeOf, type Arrange, type Kernels, type Runtime } from './runtime';

/** Simplifies a graph, or finds something out about it. */
export type Pass = (graph: Graph, runtime: Runtime) => void;
export type Load<T = Model> = (file: ArrayBuffer) => Promise<T>;

/**
 * An engine with some operators and the kernels for them, of which the first that the browser can run is used. It
 * starts to compile immediately, before a file has arrived. The function that it returns parses an ONNX file and makes
 * something that runs of the graph; it throws only EngineErrors, whatever the file contains.
 */
export function engine<T>(
  operators: Operators,
  affine: Operators,
  binaries: BufferSource[],
  types: Types,
  passes: Pass[],
  make: (graph: Graph, runtime: Runtime) => T,
  arrange: Arrange = (steps) => steps,
): Load<T> {
  const binary = binaries.find((one) => WebAssembly.validate(one));
  const compiled = WebAssembly.compile(binary ?? new ArrayBuffer());
  // each load reports a failed compilation
  compiled.catch(() => undefined);
  return async (file) => {
    const { exports } = await compiled
      .then((module) => WebAssembly.instantiate(module))
      .catch(() => incapable('This browser has no WebAssembly with SIMD.'));
    const runtime = runtimeOf(exports as unknown as Kernels, operators, affine, arrange);
    try {
      const graph = parse(new Uint8Array(file), types);
      prune(graph);
      const missing = graph.nodes.map(({ op }) => op).filter((op) => !Object.hasOwn(operators, op));
      if (missing.length)
        unsupported(`The model uses ${[...new Set(missing)].sort().join(', ')}, which this engine lacks.`);
      for (const pass of passes) pass(graph, runtime);
      return make(graph, runtime);
    } catch (error) {
      // a damaged file can also fail in ways that are not checked by name above
      if (!(error instanceof EngineError)) invalid('The ONNX file is damaged: its parts do not fit together.');
      throw error;
    }
  };
}
