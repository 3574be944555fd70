import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { KernelRemote } from '../../src/notebook/kernel';
import { parseFolder } from '../../src/sources/folder';
import { answered, posteriorOf, samplesOf, wordOf } from '../../src/sources/frames';
import { entriesOf } from '../../src/sources/server';
import { ServerRemote } from '../../src/sources/remote';
import { parseShown } from '../../src/sources/snapshots';
import { messageOf, TrainingSource } from '../../src/sources/training';
import { safetensors } from '../safetensors';
import { damaged, damagedBytes, damagedText, edge, strange, written } from './damage';
import { endures } from './hostile';

const folder = await parseFolder(
  JSON.stringify({
    format: 1,
    name: 'mnist',
    latent_dim: 2,
    image: { height: 2, width: 3, channels: 1, low: -1, high: 1 },
  }),
);
const frame = new Uint8Array(24 + 12);
new Uint32Array(frame.buffer).set([1, 0, 2, 2, 3, 1]);
/** A reply with images: a header, partly damaged, and bytes. */
const frames = fc
  .oneof(
    damagedBytes(frame),
    fc.tuple(fc.array(edge, { minLength: 6, maxLength: 6 }), fc.nat(40)).map(([words, more]) => {
      const bytes = new Uint8Array(24 + more);
      new Uint32Array(bytes.buffer, 0, 6).set(words.map((word) => word >>> 0));
      return bytes;
    }),
  )
  .map((bytes) => bytes.slice().buffer);

afterEach(() => vi.unstubAllGlobals());

describe('messages of the server:', () => {
  test('binary frames are images or are refused', () =>
    endures(
      'server, images',
      frames,
      (bytes) => {
        answered(bytes);
        const { n, numbers } = samplesOf(bytes, folder.output);
        expect(numbers.length).toBe(n * folder.output.size);
      },
      400,
    ));

  test('posteriors have the right number of values or are refused', () =>
    endures(
      'server, posteriors',
      fc.tuple(fc.nat(70), fc.nat(4)),
      ([bytes, n]) => {
        expect(posteriorOf(new ArrayBuffer(bytes), n, 2).mean.length).toBe(2 * n);
      },
      200,
    ));

  test('text is parsed or ignored', () =>
    endures(
      'server, words',
      fc.oneof(
        damagedText({ type: 'error', id: 1, message: 'no' }),
        damagedText({ type: 'superseded', ids: [1, 2] }),
        strange.map(written),
        fc.json(),
      ),
      (text) => {
        const word = wordOf(text);
        if (word?.type === 'error') expect([typeof word.id, typeof word.message]).toEqual(['number', 'string']);
        else if (word) expect(word.ids.every((id) => typeof id === 'number')).toBe(true);
      },
      400,
    ));

  test('the list of models is parsed or refused', () =>
    endures(
      'server, list',
      fc.oneof(
        damagedText([
          { id: '0', name: 'mnist', latent_dim: 6 },
          { id: '1', name: '<b>', latent_dim: 2 },
        ]),
        damaged([{ id: '0', name: 'a', latent_dim: 6 }]).map(written),
      ),
      (text) => {
        expect(entriesOf(text).every(({ id, name }) => typeof id === 'string' && typeof name === 'string')).toBe(true);
      },
      300,
    ));

  const status = {
    type: 'status',
    points: [
      ['train', 20, 300.5],
      ['held_out', 20, null, [1, 2]],
      ['change', 21, 'beta', 1, 4],
    ],
    now: 'training',
    step: 20,
    steps: 469,
    epochs: 3,
    beta: 1,
    factor: 1,
    rate: 0.001,
  };
  test('training messages are updates or error sentences', () =>
    endures(
      'server, training',
      fc.oneof(damaged(status).map(written), damagedText(status), fc.json()),
      (text) => {
        const said = messageOf(text);
        if (typeof said === 'string') return expect(typeof said).toBe('string');
        expect(['training', 'paused', 'ended', 'stopped']).toContain(said.now);
        return expect(said.points.every(([, step]) => typeof step === 'number')).toBe(true);
      },
      400,
    ));

  const shown = safetensors({
    'decoder.w': { shape: [1, 2], data: Uint16Array.of(0x3c00, 0x7c00) },
    mean: { shape: [3, 2], data: new Uint16Array(6) },
    logvar: { shape: [3, 2], data: new Uint16Array(6) },
  });
  test('snapshots of a training are parsed or refused', () =>
    endures(
      'server, shown',
      damagedBytes(new Uint8Array(shown)).map((bytes) => bytes.slice().buffer),
      (bytes) => {
        expect(parseShown(bytes, 2, 3).mean.length).toBe(6);
      },
      300,
    ));
});

/** Rejected requests have an error with a message for users, which may be the server's own. */
function refusedOf(answers: PromiseSettledResult<unknown>[]): void {
  for (const answer of answers)
    if (answer.status === 'rejected')
      throw answer.reason.constructor === Error ? new Error('The other side could not do this.') : answer.reason;
}

/** Sends requests that receive arbitrary replies until the connection ends. */
describe('a connection', () => {
  class Socket {
    static last: Socket;
    static readonly OPEN = 1;
    onopen = (): void => undefined;
    onclose = (): void => undefined;
    onmessage = (_: { data: unknown }): void => undefined;
    constructor() {
      Socket.last = this;
      queueMicrotask(() => this.onopen());
    }
    send(): void {}
    close(): void {}
  }

  const answers = fc.array(
    fc.oneof(frames, fc.oneof(damagedText({ type: 'superseded', ids: [1, 2] }), strange.map(written))),
    { maxLength: 6 },
  );

  test('settles each request, whatever the reply', () =>
    endures(
      'server, connection',
      answers,
      async (list) => {
        vi.stubGlobal('WebSocket', Socket);
        const remote = new ServerRemote('http://here/models/0', folder);
        const asked = Promise.allSettled([1, 2].map(() => remote.decode(0, new Float32Array(2), 1)));
        for (let i = 0; i < 4; i++) await Promise.resolve();
        for (const data of list) Socket.last.onmessage({ data });
        Socket.last.onclose();
        refusedOf(await asked);
      },
      200,
    ));

  test('to a training survives any message', () =>
    endures(
      'server, training connection',
      answers,
      (list) => {
        vi.stubGlobal('WebSocket', Socket);
        const none = (): void => undefined;
        const source = new TrainingSource('ws://here', {
          opened: none,
          updated: none,
          snapshot: none,
          rejected: none,
          lost: none,
        });
        for (const data of list) Socket.last.onmessage({ data });
        source.close();
      },
      200,
    ));
});

describe('messages of the kernel', () => {
  test('settle a request or are ignored', () =>
    endures(
      'kernel, answers',
      fc.array(
        fc.tuple(
          damaged({ page: '', id: 1, message: 'It cannot be.' }),
          fc.array(fc.oneof(frames, strange), { maxLength: 2 }),
        ),
        { maxLength: 4 },
      ),
      async (list) => {
        let hear: (content: any, buffers?: unknown[]) => void = () => undefined;
        let page = '';
        const model = {
          on: (_: string, callback: typeof hear) => (hear = callback),
          off: () => undefined,
          send: (content: { page: string }) => (page = content.page),
          get: () => undefined,
          set: () => undefined,
          save_changes: () => undefined,
        };
        const remote = new KernelRemote(model, '0', folder);
        const asked = Promise.allSettled([
          remote.decode(0, new Float32Array(2), 1),
          remote.encode(1, new Float32Array(6), 1),
        ]);
        for (const [content, buffers] of list)
          hear(content && typeof content === 'object' && 'page' in content ? { ...content, page } : content, buffers);
        remote.close();
        refusedOf(await asked);
      },
      300,
    ));
});
