import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Engine } from '../src/engine/client';
import { Gpu } from '../src/engine/gpu/gpu';
import type { Answer, Failure, Job } from '../src/engine/messages';

/** Workers with replies that a test defines, by the name of their engine. */
const workers = vi.hoisted(() => {
  class Fake {
    onmessage = (_: { data: unknown }): void => undefined;
    onerror = (_: { message: string }): void => undefined;
    ended = false;

    constructor(readonly kind: string) {
      workers.started.push(this);
    }

    terminate(): void {
      this.ended = true;
    }

    postMessage(message: unknown): void {
      queueMicrotask(() => this.onmessage({ data: workers.answer(this.kind, message) }));
    }
  }
  const kindOf = (kind: string) => ({
    default: class extends Fake {
      constructor() {
        super(kind);
      }
    },
  });
  const workers = { started: [] as Fake[], answer: (_kind: string, _message: unknown): unknown => undefined, kindOf };
  return workers;
});
vi.mock('../src/engine/plain.worker?worker&inline', () => workers.kindOf('plain'));
vi.mock('../src/engine/full.worker?worker&inline', () => workers.kindOf('full'));
vi.mock('../src/engine/gpu/gpu.worker?worker&inline', () => workers.kindOf('gpu'));

const lacks: Failure = { name: 'UnsupportedModel', message: 'The model uses Pad, which this engine lacks.' };
const ports = { inputs: [{ name: 'z', shape: [-1, 2] }], outputs: [{ name: 'image', shape: [-1, 3] }] };

const z = new Float32Array(2);

function answerFile(answers: Record<string, (file: ArrayBuffer) => Answer>): void {
  workers.answer = (kind, message) => answers[kind]!(message as ArrayBuffer);
}

beforeEach(() => {
  workers.started.length = 0;
});

describe('the engine in a page', () => {
  test('uses the plain worker for models that it supports', async () => {
    answerFile({ plain: () => ({ id: 0, ...ports }) });
    const engine = await Engine.open(new ArrayBuffer(4));
    expect(engine.inputs).toEqual(ports.inputs);
    expect(workers.started.map(({ kind }) => kind)).toEqual(['plain']);
  });

  test('passes the file on to the full worker if the plain one lacks an operator', async () => {
    const file = Uint8Array.of(1, 2, 3).buffer;
    let second: ArrayBuffer | undefined;
    answerFile({
      plain: (came) => ({ id: 0, failure: lacks, file: came }),
      full: (came) => ((second = came), { id: 0, ...ports }),
    });
    const engine = await Engine.open(file);
    expect(second).toBe(file);
    expect(workers.started.map(({ kind, ended }) => [kind, ended])).toEqual([
      ['plain', true],
      ['full', false],
    ]);
    workers.answer = (kind, message) => ({ id: (message as Job).id, results: { image: Float32Array.of(kind.length) } });
    expect(await engine.run({ lane: 0, inputs: { z }, batch: 1 })).toEqual({ image: Float32Array.of(4) });
  });

  test('fails as the full worker does', async () => {
    answerFile({
      plain: (file) => ({ id: 0, failure: lacks, file }),
      full: (file) => ({ id: 0, failure: { name: 'InvalidModel', message: 'It is damaged.' }, file }),
    });
    await expect(Engine.open(new ArrayBuffer(4))).rejects.toMatchObject({
      name: 'InvalidModel',
      message: 'It is damaged.',
    });
    expect(workers.started.every(({ ended }) => ended)).toBe(true);
  });

  test('rejects pending requests when the worker stops', async () => {
    answerFile({ plain: () => ({ id: 0, ...ports }) });
    const engine = await Engine.open(new ArrayBuffer(4));
    workers.answer = () => new Promise(() => undefined);
    const result = engine.run({ lane: 0, inputs: { z }, batch: 1 });
    workers.started[0]!.onerror({ message: 'out of memory' });
    await expect(result).rejects.toMatchObject({
      name: 'UnsupportedBrowser',
      message: 'The decoding worker has stopped: out of memory',
    });
  });

  test('rejects inputs that do not fit the model before sending them', async () => {
    answerFile({ plain: () => ({ id: 0, ...ports }) });
    const engine = await Engine.open(new ArrayBuffer(4));
    await expect(engine.run({ lane: 0, inputs: { z }, batch: 2 })).rejects.toMatchObject({
      name: 'InvalidInput',
      message: "The input 'z' takes 2 times 2 numbers, got 2.",
    });
    await expect(engine.run({ lane: 0, inputs: {}, batch: 1 })).rejects.toThrow('got none.');
  });

  test('has a message for errors that the plain worker reports without one', async () => {
    answerFile({ plain: () => ({ id: 0, ...ports }) });
    const engine = await Engine.open(new ArrayBuffer(4));
    workers.answer = (_, message) => ({ id: (message as Job).id, failure: { name: 'InvalidModel', message: '' } });
    await expect(engine.run({ lane: 0, inputs: { z }, batch: 1 })).rejects.toMatchObject({
      name: 'UnsupportedModel',
      message: expect.stringContaining('more memory than the browser provides'),
    });
  });
});

describe('the engine on the GPU', () => {
  test('does not ask for one that the processor emulates, and passes other files on', async () => {
    const asked: unknown[] = [];
    workers.answer = (_, message) => (asked.push(message), { id: 0, ...ports, work: 12 });
    const gpu = await Gpu.open(new ArrayBuffer(4));
    await gpu.renew(new ArrayBuffer(5));
    expect(asked).toEqual([4, 5].map((size) => ({ file: new ArrayBuffer(size), software: false })));
    expect(gpu).toMatchObject({ ...ports, work: 12, place: 'in this browser, on the GPU' });
  });

  test('closes its worker if it cannot run the file', async () => {
    workers.answer = () => ({ id: 0, failure: { name: 'UnsupportedBrowser', message: 'This browser offers no GPU.' } });
    await expect(Gpu.open(new ArrayBuffer(4))).rejects.toThrow('This browser offers no GPU.');
    expect(workers.started[0]!.ended).toBe(true);
  });

  test('has ended once the GPU is lost: all requests fail', async () => {
    workers.answer = () => ({ id: 0, ...ports });
    const gpu = await Gpu.open(new ArrayBuffer(4));
    workers.answer = () => new Promise(() => undefined);
    const result = gpu.run({ lane: 0, inputs: { z }, batch: 1 });
    const failure: Failure = { name: 'UnsupportedBrowser', message: 'The GPU was lost.' };
    workers.started[0]!.onmessage({ data: { id: -1, failure } });
    await expect(result).rejects.toThrow('The GPU was lost.');
    expect(gpu.ended).toBe(true);
    await expect(gpu.run({ lane: 0, inputs: { z }, batch: 1 })).rejects.toThrow('The GPU was lost.');
  });
});
