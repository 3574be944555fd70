/**
 * The engine that runs ONNX models in the browser. It knows nothing of any page.
 *
 *   const model = await load(bytes);                  // an ArrayBuffer: decoder.onnx
 *   model.inputs, model.outputs                       // [{ name, shape }], -1 for the batch
 *   model.run({ z }, 400)                             // { image: Float32Array }, in ONNX's order (n, c, h, w)
 *   model.run({ z }, 400, { low: -1, high: 1 })       // { image: Uint8Array }, channels last (n, h, w, c)
 *
 * In a page, client.ts does the same in a Web Worker:
 *
 *   const engine = await Engine.open(bytes);
 *   const result = await engine.run({ lane: 0, inputs: { z }, batch: 1, pixels: { low: -1, high: 1 } });
 *   if (result) { ...; engine.recycle(result.image) }  // null: a later request in the same lane took its place
 *
 * `load` rejects with an EngineError, whose name says whether the file is bad (InvalidModel), the engine lacks an
 * operator (UnsupportedModel), or the browser lacks SIMD (UnsupportedBrowser); `run` throws one named InvalidInput.
 *
 * In a page there are two engines, one a part of the other: plain.ts, small, has the operators of plain decoders and
 * encoders; full.ts has all. A model that the plain worker turns away goes to a full one, which only then is fetched: as
 * a chunk of its own, or from within the page where that is built as one file. Each worker is whole in itself, so that
 * it can be made from text in any page, and neither needs to know where the other's script is. `load` is the full one's.
 * The plain worker is built without the sentences of its errors (vite.plain.ts): the full one says what is wrong with a file,
 * and network.ts what else can fail.
 *
 * How it works: onnx.ts reads the graph; affine.ts composes neighbouring affine layers, and fold.ts folds arithmetic by
 * channel and activations into the linear nodes before them, both by watching what the operators do to numbers; lower.ts
 * makes a plan for a batch size, in which every operator is strided maps and contractions; memory.ts gives tensors their
 * places; the kernels run it.
 * Samples are taken to be independent of one another, so that a batch may be run in parts that fit the cache.
 */
export { Engine, type Request } from './client';
export { load } from './full';
export { EngineError } from './errors';
export type { Model, Pixels } from './model';
