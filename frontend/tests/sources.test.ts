import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseFolder, readDecoder, readFolder } from '../src/sources/folder';
import { ServerSource } from '../src/sources/server';

const good = {
  format: 1, name: 'mnist', latent_dim: 2, image: { height: 2, width: 3, channels: 1, low: -1, high: 1 },
  presets: { 7: [0.5, -1] }, files: { 'decoder.onnx': 'AB' },
};

afterEach(() => vi.unstubAllGlobals());

describe("a model folder's description", () => {
  test('is read', () => {
    expect(parseFolder(JSON.stringify(good))).toEqual({ name: 'mnist', latentDim: 2, image: good.image, presets: [['7', [0.5, -1]]], decoderHash: 'AB' });
  });

  test.each([
    ['{', 'not valid JSON'],
    ['null', 'format undefined'],
    [JSON.stringify({ ...good, format: 2 }), 'has format 2'],
    [JSON.stringify({ ...good, latent_dim: 'six' }), 'how many latent dimensions'],
    [JSON.stringify({ ...good, image: { ...good.image, low: 1 } }), 'what the images are like'],
    [JSON.stringify({ ...good, presets: { 7: [1] } }), 'a preset that is not a point with 2 coordinates'],
  ])('%s is refused', (text, sentence) => {
    expect(() => parseFolder(text)).toThrow(sentence);
  });

  test('that cannot be had is reported', async () => {
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }));
    await expect(readFolder('./model')).rejects.toThrow('./model/latentwalk.json could not be loaded (404).');
  });

  test('vouches for the decoder by its hash', async () => {
    vi.stubGlobal('fetch', async () => new Response('abc'));
    const folder = parseFolder(JSON.stringify(good));
    const hash = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect((await readDecoder('./model', Promise.resolve({ ...folder, decoderHash: hash }))).byteLength).toBe(3);
    await expect(readDecoder('./model', Promise.resolve(folder))).rejects.toThrow('its SHA-256 differs');
  });
});

/** A WebSocket whose other end is the test. */
class Socket {
  static opened: Socket[] = [];
  onopen = (): void => undefined;
  onclose = (): void => undefined;
  onmessage = (_: { data: ArrayBuffer | string }): void => undefined;
  sent: ArrayBuffer[] = [];

  constructor() {
    Socket.opened.push(this);
    queueMicrotask(() => this.onopen());
  }

  send(frame: ArrayBuffer): void {
    this.sent.push(frame);
  }

  /** An answer with one image of 1 by 2. */
  answer(id: number, ...bytes: number[]): void {
    const words = Uint32Array.of(id, 0, 1, 1, 2, 1);
    this.onmessage({ data: Uint8Array.of(...new Uint8Array(words.buffer), ...bytes).buffer });
  }
}

describe('the server as a source', () => {
  async function asked(count: number): Promise<{ socket: Socket; answers: Promise<unknown>[] }> {
    Socket.opened = [];
    vi.stubGlobal('WebSocket', Socket);
    const source = new ServerSource('ws://here/decode');
    const answers = Array.from({ length: count }, (_, i) => source.decode(3, Float32Array.of(i + 0.5, -1), 1));
    await vi.waitFor(() => expect(Socket.opened[0]?.sent.length).toBe(count));
    return { socket: Socket.opened[0]!, answers };
  }

  test('sends id, lane, count and floats', async () => {
    const { socket } = await asked(1);
    const view = new DataView(socket.sent[0]!);
    expect([0, 4, 8].map((at) => view.getUint32(at, true))).toEqual([1, 3, 1]);
    expect([12, 16].map((at) => view.getFloat32(at, true))).toEqual([0.5, -1]);
  });

  test('gives each request its own answer, in any order', async () => {
    const { socket, answers } = await asked(2);
    socket.answer(2, 7, 8);
    socket.answer(1, 5, 6);
    expect(await Promise.all(answers)).toMatchObject([{ bytes: Uint8Array.of(5, 6) }, { bytes: Uint8Array.of(7, 8), height: 1, width: 2 }]);
  });

  test('passes on what was superseded, what failed and what is cut short', async () => {
    const { socket, answers } = await asked(3);
    socket.onmessage({ data: JSON.stringify({ type: 'superseded', id: 1 }) });
    socket.onmessage({ data: JSON.stringify({ type: 'error', id: 2, message: 'No.' }) });
    socket.answer(3, 1);
    expect(await answers[0]).toBeNull();
    await expect(answers[1]).rejects.toThrow('No.');
    await expect(answers[2]).rejects.toThrow('1 bytes for 1 images of 1 by 2');
  });

  test('leaves nobody waiting when the connection is lost', async () => {
    const { socket, answers } = await asked(2);
    socket.onclose();
    for (const answer of answers) await expect(answer).rejects.toThrow('The connection to the server is lost.');
  });
});
