import * as ort from 'onnxruntime-web/wasm';
import type { EngineError } from '../engine/errors';
import type { Answer, Job } from '../engine/messages';
import type { Result, Values } from '../engine/model';
import type { Port } from '../engine/onnx';
import { Queue } from '../engine/queue';
import { pixelsOf } from './pixels';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

const queue = new Queue<Job>();
let session: ort.InferenceSession | undefined;
/** Posting to itself lets the worker receive more urgent requests: awaiting a run does not. */
const turn = new MessageChannel();
let busy = false;

onmessage = ({ data }: MessageEvent<{ file: ArrayBuffer; wasm: ArrayBuffer } | Job>) => {
  if ('file' in data) void open(data.file, data.wasm);
  else {
    queue.put(data);
    next();
  }
};

function next(): void {
  if (!busy) turn.port2.postMessage(0);
  busy = true;
}

turn.port1.onmessage = async () => {
  const job = queue.first();
  if (job) {
    queue.drop(job);
    await run(job);
  }
  busy = false;
  if (queue.first()) next();
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

async function run({ id, inputs, batch, pixels }: Job): Promise<void> {
  try {
    const start = performance.now();
    const outputs = await session!.run(feeds(inputs, batch));
    const results: Values<Result> = {};
    for (const name of session!.outputNames) {
      const { data, dims } = outputs[name]!;
      const values = Float32Array.from(data as Float32Array);
      results[name] = pixels ? pixelsOf(values, dims, pixels) : values;
    }
    answer(
      { id, results, milliseconds: performance.now() - start },
      Object.values(results).map(({ buffer }) => buffer),
    );
  } catch (error) {
    report(id, 'InvalidInput', error);
  }
}

function feeds(inputs: Values<Float32Array>, batch: number): Record<string, ort.Tensor> {
  return Object.fromEntries(
    ports(session!.inputMetadata).map(({ name, shape }) => {
      const size = inputs[name]!.length / batch;
      const sides = shape.slice(1);
      // a size that the file leaves open follows from the number of values in a sample
      const known = sides.reduce((product, side) => (side > 0 ? product * side : product), 1);
      const dims = [batch, ...sides.map((side) => (side > 0 ? side : size / known))];
      return [name, new ort.Tensor('float32', inputs[name]!, dims)];
    }),
  );
}
