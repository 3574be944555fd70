import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { EngineError } from '../src/engine/errors';
import { LocalSource } from '../src/sources/local';
import { open } from '../src/sources/open';
import { ServerSource } from '../src/sources/server';

const engine = vi.hoisted(() => ({ open: async (_: unknown): Promise<unknown> => undefined }));
vi.mock('../src/engine/client', () => ({ Engine: { open: (file: unknown) => engine.open(file) } }));

const json = { format: 1, name: 'mnist', latent_dim: 2, image: { height: 2, width: 3, channels: 1, low: -1, high: 1 } };

beforeEach(() => vi.stubGlobal('fetch', async (url: string) => new Response(url.endsWith('json') ? JSON.stringify(json) : 'abc')));
afterEach(() => vi.unstubAllGlobals());

describe('a model folder', () => {
  test('is known while the engine is still starting', async () => {
    engine.open = () => new Promise(() => undefined);
    expect((await open('./model', 'ws://here')).folder).toMatchObject({ name: 'mnist', latentDim: 2 });
  });

  test('is decoded here where the engine can', async () => {
    engine.open = async (file) => ({ bytes: await file });
    const { opened } = await open('./model', 'ws://here');
    expect(await opened).toEqual({ source: expect.any(LocalSource), reason: '' });
  });

  test.each(['UnsupportedBrowser', 'UnsupportedModel'] as const)('is decoded on the server, with the reason, after %s', async (name) => {
    engine.open = async () => { throw new EngineError(name, 'It lacks something.'); };
    const { opened } = await open('./model', 'ws://here');
    expect(await opened).toEqual({ source: expect.any(ServerSource), reason: 'It lacks something.' });
  });

  test('that is damaged is not decoded at all', async () => {
    engine.open = async () => { throw new EngineError('InvalidModel', 'It is damaged.'); };
    const { opened } = await open('./model', 'ws://here');
    await expect(opened).rejects.toThrow('It is damaged.');
  });
});
