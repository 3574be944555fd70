import * as ort from 'onnxruntime-web/wasm';
import type { EngineError } from '../engine/errors';
import type { Answer, Job } from '../engine/messages';
import type { Result, Values } from '../engine/model';
import type { Port } from '../engine/onnx';
import { pixelsOf } from './pixels';
import { Queue } from './queue';

/** Samples per run, after which more urgent requests go first. */
const CHUNK = 16;

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const queue = new Queue();
let session: ort.InferenceSession | undefined;
let busy = false;

onmessage = ({ data }: MessageEvent<{ file: ArrayBuffer; wasm: ArrayBuffer } | Job>) => {
  if ('file' in data) void open(data.file, data.wasm);
  else {
    const replaced = queue.put(data);
    if (replaced) answer({ id: replaced.id, results: null });
    void work();
  }
};

function answer(message: Answer, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function report(id: number, name: EngineError['name'], error: unknown): void {
  answer({
    id,
    failure: { name, message: `ONNX Runtime says: ${error instanceof Error ? error.message : String(error)}` },
  });
}

async function open(file: ArrayBuffer, wasm: ArrayBuffer): Promise<void> {
  try {
    ort.env.wasm.wasmBinary = wasm;
    session = await ort.InferenceSession.create(file, { executionProviders: ['wasm'] });
    answer({ id: 0, inputs: ports(session.inputMetadata), outputs: ports(session.outputMetadata) });
  } catch (error) {
    report(0, 'InvalidModel', error);
  }
}

/** Shapes with -1 for the batch and other sizes that are not fixed. */
function ports(metadata: readonly ort.InferenceSession.ValueMetadata[]): Port[] {
  return metadata.map((one) => ({
    name: one.name,
    shape: one.isTensor ? one.shape.map((size) => (typeof size === 'number' ? size : -1)) : [],
  }));
}

/** Runs all waiting jobs, the lowest lane first. */
async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let job = queue.take(); job; job = queue.take()) await run(job);
  busy = false;
}

async function run(job: Job): Promise<void> {
  const { id, lane, inputs, batch, pixels } = job;
  try {
    const results: Values<Result> = {};
    for (let start = 0; start < batch; start += CHUNK) {
      // the main image does not wait for the map's
      for (let urgent = queue.take(lane); urgent; urgent = queue.take(lane)) await run(urgent);
      const count = Math.min(CHUNK, batch - start);
      const outputs = await session!.run(feeds(inputs, batch, start, count));
      for (const name of session!.outputNames) {
        const { data, dims } = outputs[name]!;
        const values = Float32Array.from(data as Float32Array);
        const size = values.length / count;
        const all = (results[name] ??= pixels ? new Uint8Array(size * batch) : new Float32Array(size * batch));
        if (pixels) pixelsOf(values, dims, pixels, all as Uint8Array<ArrayBuffer>, start * size);
        else all.set(values, start * size);
      }
    }
    answer(
      { id, results },
      Object.values(results).map(({ buffer }) => buffer),
    );
  } catch (error) {
    report(id, 'InvalidInput', error);
  }
}

function feeds(inputs: Values<Float32Array>, batch: number, start: number, count: number): Record<string, ort.Tensor> {
  return Object.fromEntries(
    ports(session!.inputMetadata).map(({ name, shape }) => {
      const size = inputs[name]!.length / batch;
      const sides = shape.slice(1);
      // a size that the file leaves open follows from the number of values in a sample
      const known = sides.reduce((product, side) => (side > 0 ? product * side : product), 1);
      const dims = [count, ...sides.map((side) => (side > 0 ? side : size / known))];
      return [name, new ort.Tensor('float32', inputs[name]!.slice(start * size, (start + count) * size), dims)];
    }),
  );
}
