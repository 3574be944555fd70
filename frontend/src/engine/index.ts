/**
 * The engine that runs ONNX models in the browser. It is independent of the page.
 *
 *   const model = await load(bytes);                  // an ArrayBuffer: decoder.onnx
 *   model.inputs, model.outputs                       // [{ name, shape }], -1 for the batch
 *   model.run({ z }, 400)                             // { image: Float32Array }, in ONNX's order (n, c, h, w)
 *   model.run({ z }, 400, { low: -1, high: 1 })       // { image: Uint8Array }, channels last (n, h, w, c)
 *
 * In a page, client.ts does the same in a Web Worker:
 *
 *   const engine = await Engine.open(bytes);
 *   const { image } = await engine.run({ lane: 0, inputs: { z }, batch: 1, pixels: { low: -1, high: 1 } });
 *   engine.recycle(image)                             // once it is not needed any more; lower lanes go first
 *
 * `load` rejects with an EngineError, whose name tells whether the file is invalid (InvalidModel), the engine lacks an
 * operator (UnsupportedModel), or the browser lacks SIMD (UnsupportedBrowser); `run` throws one named InvalidInput.
 *
 * In a page there are two engines. plain.ts is small and has the operators of plain decoders and encoders; full.ts has
 * all operators, and `load` is its function. If the plain worker rejects a model, the full one is loaded: as a separate
 * chunk, or from within a page that is built as one file. Each worker's script is self-contained, so that any page can
 * create it from text. The plain worker is built without error messages (vite.plain.ts): the full one says what is
 * wrong with a file, and network.ts reports all other failures.
 *
 * Heavy models may run on a GPU too, if that is faster: gpu/gpu.ts is a Network as Engine is, with the same requests.
 * Its worker is loaded by those who want it.
 *
 * How it works: onnx.ts parses the graph. affine.ts composes neighbouring affine layers, and fold.ts folds per-channel
 * arithmetic and activations into the linear nodes before them; both evaluate the operators on numbers to find out what
 * they do. lower.ts makes a plan for a batch size, in which every operator is strided maps and contractions. memory.ts
 * assigns addresses to tensors. The kernels run the plan. Samples are assumed to be independent of one another, so that
 * a batch can run in chunks that fit the cache.
 */
export { Engine, type Request } from './client';
export { load } from './full';
export { EngineError } from './errors';
export type { Model, Pixels } from './model';
