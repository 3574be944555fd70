import type { EngineError } from '../errors';
import type { Answer, Job } from '../messages';
import { Queue } from '../queue';
import { Device } from './device';
import { load } from './load';
import type { GpuModel } from './model';

/** The first message, or new weights: a file, and whether a GPU that the processor emulates will do. */
export interface Opening {
  file: ArrayBuffer;
  software: boolean;
}

const queue = new Queue<Job>();
let device: Promise<Device> | undefined;
let model: Promise<GpuModel> | undefined;
/** Ends with the job that runs. */
let running: Promise<void> = Promise.resolve();
let busy = false;

onmessage = ({ data }: MessageEvent<Opening | Job>) => {
  if ('file' in data) open(data);
  else {
    queue.put(data);
    void work();
  }
};

function answer(message: Answer, transfer: Transferable[] = []): void {
  postMessage(message, { transfer });
}

function report(id: number, { name, message }: EngineError): void {
  answer({ id, failure: { name, message } });
}

function open({ file, software }: Opening): void {
  const before = model;
  device ??= started(software);
  const next = device.then((gpu) => load(gpu, file));
  model = next;
  next.then(
    ({ inputs, outputs, work }) => answer({ id: 0, inputs, outputs, work }),
    (error: EngineError) => report(0, error),
  );
  void Promise.allSettled([before, next, running]).then(() =>
    before?.then(
      (old) => old.destroy(),
      () => undefined,
    ),
  );
}

async function started(software: boolean): Promise<Device> {
  const gpu = await Device.open(software);
  void gpu.lost.then((message) => answer({ id: -1, failure: { name: 'UnsupportedBrowser', message } }));
  return gpu;
}

/** Runs jobs one after the other; the lowest lane goes first. */
async function work(): Promise<void> {
  if (busy) return;
  busy = true;
  for (let job; (job = queue.first());) {
    queue.drop(job);
    await (running = run(job));
  }
  busy = false;
}

async function run({ id, inputs, batch, pixels, recycled, seed }: Job): Promise<void> {
  try {
    const ready = await model!;
    const start = performance.now();
    const results = await ready.run(inputs, batch, pixels, recycled, seed);
    const milliseconds = performance.now() - start;
    const buffers = Object.values(results).map(({ buffer }) => buffer);
    answer({ id, results, milliseconds }, buffers);
  } catch (error) {
    report(id, error as EngineError);
  }
}
