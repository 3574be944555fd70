import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseFolder } from '../src/sources/folder';
import { ServerRemote } from '../src/sources/remote';

const folder = await parseFolder(
  JSON.stringify({
    format: 1,
    name: 'mnist',
    latent_dim: 2,
    image: { height: 1, width: 2, channels: 1, low: -1, high: 1 },
  }),
);

afterEach(() => vi.unstubAllGlobals());

/** A WebSocket whose server is the test. */
class Socket {
  static opened: Socket[] = [];
  onopen = (): void => undefined;
  onclose = (): void => undefined;
  onmessage = (_: { data: ArrayBuffer | string }): void => undefined;
  sent: ArrayBuffer[] = [];

  constructor(readonly url: string) {
    Socket.opened.push(this);
    queueMicrotask(() => this.onopen());
  }

  send(frame: ArrayBuffer): void {
    this.sent.push(frame);
  }

  /** A reply with one image of 1 by 2. */
  answer(id: number, ...bytes: number[]): void {
    const words = Uint32Array.of(id, 0, 1, 1, 2, 1);
    this.onmessage({ data: Uint8Array.of(...new Uint8Array(words.buffer), ...bytes).buffer });
  }
}

describe('a model on the server', () => {
  async function asked(count: number): Promise<{ socket: Socket; answers: Promise<unknown>[] }> {
    Socket.opened = [];
    vi.stubGlobal('WebSocket', Socket);
    const source = new ServerRemote('http://here/models/0', folder);
    const answers = Array.from({ length: count }, (_, i) => source.decode(3, Float32Array.of(i + 0.5, -1), 1));
    await vi.waitFor(() => expect(Socket.opened[0]?.sent.length).toBe(count));
    return { socket: Socket.opened[0]!, answers };
  }

  test('sends id, lane, count and floats', async () => {
    const { socket } = await asked(1);
    expect(socket.url).toBe('ws://here/models/0/decode');
    const view = new DataView(socket.sent[0]!);
    expect([0, 4, 8].map((at) => view.getUint32(at, true))).toEqual([1, 3, 1]);
    expect([12, 16].map((at) => view.getFloat32(at, true))).toEqual([0.5, -1]);
  });

  test('gets the values of an image if they are wanted', async () => {
    Socket.opened = [];
    vi.stubGlobal('WebSocket', Socket);
    const values = new ServerRemote('http://here/models/0', folder).decode(3, Float32Array.of(0, 1), 1, true);
    await vi.waitFor(() => expect(Socket.opened[0]?.sent.length).toBe(1));
    expect(new DataView(Socket.opened[0]!.sent[0]!).getUint32(8, true)).toBe(2 ** 31 + 1);
    Socket.opened[0]!.answer(1, ...new Uint8Array(Float32Array.of(0.25, -0.5).buffer));
    expect(await values).toMatchObject({ n: 1, numbers: Float32Array.of(0.25, -0.5) });
  });

  test('matches replies to requests in any order', async () => {
    const { socket, answers } = await asked(2);
    socket.answer(2, 7, 8);
    socket.answer(1, 5, 6);
    expect(await Promise.all(answers)).toMatchObject([
      { numbers: Uint8Array.of(5, 6) },
      { numbers: Uint8Array.of(7, 8), n: 1 },
    ]);
  });

  test('reports superseded, failed and truncated replies', async () => {
    const { socket, answers } = await asked(4);
    socket.onmessage({ data: JSON.stringify({ type: 'superseded', ids: [1, 4] }) });
    socket.onmessage({ data: JSON.stringify({ type: 'error', id: 2, message: 'No.' }) });
    socket.answer(3, 1);
    expect(await Promise.all([answers[0], answers[3]])).toEqual([null, null]);
    await expect(answers[1]).rejects.toThrow('No.');
    await expect(answers[2]).rejects.toThrow('1 bytes arrived for 1 images, expected 2');
  });

  test('rejects pending requests when the connection is lost', async () => {
    const { socket, answers } = await asked(2);
    socket.onclose();
    for (const answer of answers) await expect(answer).rejects.toThrow('The connection to the server is lost.');
  });

  test('encodes by HTTP, and reports errors', async () => {
    const remote = new ServerRemote('http://here/models/0', folder);
    vi.stubGlobal(
      'fetch',
      async (url: string) => (
        expect(url).toBe('http://here/models/0/encode'),
        new Response(Float32Array.of(1, 2, 3, 4))
      ),
    );
    expect(await remote.encode(0, new Float32Array(6), 1)).toEqual({
      mean: Float32Array.of(1, 2),
      logvar: Float32Array.of(3, 4),
    });
    vi.stubGlobal('fetch', async () => new Response('It is too large.', { status: 413 }));
    await expect(remote.encode(0, new Float32Array(6), 1)).rejects.toThrow('It is too large.');
    vi.stubGlobal('fetch', async () => new Response(Float32Array.of(1)));
    await expect(remote.encode(0, new Float32Array(6), 1)).rejects.toThrow(
      '1 numbers arrived for 1 posteriors of 2 dimensions',
    );
  });
});
