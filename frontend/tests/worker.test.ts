import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Rolldown } from 'vite';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { load } from '../src/engine/index';
import type { Answer, Job } from '../src/engine/messages';
import { kernels } from '../vite.kernels';
import { plain } from '../vite.plain';
import { difference, generator, normal } from './numbers';

const file = (name: string): ArrayBuffer =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}.onnx`, import.meta.url))).buffer;

/** The worker's script in this thread: its messages, and its replies. */
let answers: Answer[];
let send: (message: ArrayBuffer | (Omit<Job, 'inputs'> & Partial<Job>)) => void;

/** Messages to oneself that alternate with others, as in browsers: Node's own would all come first. */
class FairChannel {
  port1 = { onmessage: (): void => undefined };
  port2 = { postMessage: (): void => void setImmediate(() => this.port1.onmessage()) };
}

async function answered(count: number): Promise<void> {
  await vi.waitFor(() => expect(answers.length).toBeGreaterThanOrEqual(count), { timeout: 10_000, interval: 1 });
}

/** The built script of the worker. */
let built: string;

beforeAll(async () => {
  const input = fileURLToPath(new URL('../src/engine/plain.worker.ts', import.meta.url));
  // the plugins that workers have in the page's own configuration, which has pages besides
  const { output } = (await build({
    configFile: false,
    plugins: [kernels(), plain()],
    logLevel: 'error',
    build: { write: false, rolldownOptions: { input } },
  })) as Rolldown.RolldownOutput;
  built = output[0].code;
}, 60_000);

describe.each(['written', 'built'])('the plain worker, as it is %s,', (form) => {
  beforeEach(async () => {
    answers = [];
    vi.resetModules();
    vi.stubGlobal('postMessage', (message: Answer) => answers.push(message));
    vi.stubGlobal('onmessage', null);
    vi.stubGlobal('MessageChannel', FairChannel);
    // eslint-disable-next-line @typescript-eslint/no-implied-eval -- runs the built worker
    if (form === 'built') new Function(built)();
    else await import('../src/engine/plain.worker');
    const receive = (globalThis as { onmessage?: ((event: MessageEvent) => void) | null }).onmessage!;
    send = (message) =>
      receive({
        data:
          message instanceof ArrayBuffer ? message : { inputs: { x: new Float32Array(message.batch * 6) }, ...message },
      } as MessageEvent);
  });

  test.each(['decoder-script', 'decoder-dynamo', 'encoder-script', 'encoder-dynamo', 'dcgan-script', 'dcgan-dynamo'])(
    'runs %s like the full engine',
    async (name) => {
      const full = await load(file(name));
      const { name: input, shape } = full.inputs[0]!;
      const x = normal(
        generator(3),
        shape.slice(1).reduce((a, b) => a * b, 5),
      );
      send(file(name));
      send({ id: 1, lane: 0, batch: 5, inputs: { [input]: x } });
      await answered(2);
      const { results } = answers[1] as { results: Record<string, Float32Array> };
      const expected = full.run({ [input]: x }, 5);
      expect(Object.keys(results)).toEqual(Object.keys(expected));
      for (const [port, values] of Object.entries(expected))
        expect(difference(results[port]!, values)).toBeLessThan(2e-5);
    },
  );

  test('returns a file whose operators it lacks', async () => {
    const other = file('upsampler-script');
    send(other);
    await answered(1);
    expect(answers[0]).toMatchObject({ id: 0, failure: expect.anything() });
    expect((answers[0] as { file: ArrayBuffer }).file).toBe(other);
  });

  test('replies to the file with its inputs and outputs', async () => {
    send(file('decoder-script'));
    await answered(1);
    expect(answers[0]).toEqual({
      id: 0,
      inputs: [{ name: 'x', shape: [-1, 6] }],
      outputs: [{ name: 'image', shape: [-1, 1, 28, 28] }],
      work: expect.any(Number),
    });
  });

  test('replies to an invalid file with the error and the file', async () => {
    const bad = new ArrayBuffer(3);
    send(bad);
    await answered(1);
    expect(answers[0]).toMatchObject({ id: 0, failure: expect.anything() });
    expect((answers[0] as { file: ArrayBuffer }).file).toBe(bad);
  });

  test('answers every request, the lowest lane first', async () => {
    send(file('decoder-script'));
    await answered(1);
    for (const [id, lane] of [
      [1, 2],
      [2, 1],
      [3, 0],
      [4, 1],
    ] as const)
      send({ id, lane, batch: 1 });
    await answered(5);
    expect(answers.slice(1).map(({ id }) => id)).toEqual([3, 2, 4, 1]);
    expect(answers[1]).toMatchObject({ results: { image: expect.any(Float32Array) } });
  });

  test('runs the lowest lane first, even in the middle of a large batch', async () => {
    send(file('decoder-script'));
    await answered(1);
    send({ id: 1, lane: 2, batch: 5000 });
    setTimeout(() => send({ id: 2, lane: 0, batch: 1 }), 5);
    await answered(3);
    expect(answers.slice(1).map(({ id }) => id)).toEqual([2, 1]);
  });

  test('reuses recycled memory for bytes', async () => {
    send(file('decoder-script'));
    const recycled = new ArrayBuffer(2000);
    send({ id: 1, lane: 0, batch: 2, pixels: { low: -1, high: 1 }, recycled });
    await answered(2);
    const answer = answers[1]!;
    const image = 'results' in answer ? answer.results['image']! : undefined;
    expect(image?.length).toBe(2 * 784);
    expect(image?.buffer).toBe(recycled);
  });

  test('continues after a request that fails', async () => {
    send(file('decoder-script'));
    send({ id: 1, lane: 0, batch: 0 });
    await answered(2);
    send({ id: 2, lane: 0, batch: 1 });
    await answered(3);
    expect(answers[1]).toMatchObject({ id: 1, failure: expect.anything() });
    expect(answers[2]).toMatchObject({ id: 2, results: { image: expect.any(Float32Array) } });
  });
});
