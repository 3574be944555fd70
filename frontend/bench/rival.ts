/** onnxruntime-web in its own worker: its WebAssembly back end with one thread. */
import * as ort from 'onnxruntime-web/wasm';

ort.env.wasm.numThreads = 1;

let session: ort.InferenceSession;

onmessage = async ({ data }: MessageEvent<ArrayBuffer | { z: Float32Array; batch: number }>) => {
  if (data instanceof ArrayBuffer) {
    session = await ort.InferenceSession.create(data, { executionProviders: ['wasm'] });
    postMessage(0);
    return;
  }
  const { z, batch } = data;
  const results = await session.run({
    [session.inputNames[0]!]: new ort.Tensor('float32', z, [batch, z.length / batch]),
  });
  const image = (results[session.outputNames[0]!]!.data as Float32Array<ArrayBuffer>).slice();
  postMessage(image, { transfer: [image.buffer] });
};
