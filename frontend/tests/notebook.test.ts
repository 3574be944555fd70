import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Shown } from '../src/state/shown';
import { parseFolder } from '../src/sources/folder';
import { KernelRemote } from '../src/notebook/kernel';
import { bytesOf, type WidgetModel } from '../src/notebook/model';
import { NotebookSource } from '../src/notebook/source';
import { themeAround } from '../src/notebook/surroundings';
import { Traits } from '../src/notebook/traits';

vi.mock('../src/engine/client', () => ({ Engine: { open: async (file: unknown) => file } }));

const manifest = {
  format: 1,
  name: 'lamp',
  latent_dim: 2,
  image: { height: 1, width: 2, channels: 1, low: 0, high: 1 },
  files: {},
  live: ['decoder', 'encoder'],
};
const folder = await parseFolder(JSON.stringify(manifest));

/** A widget's model whose Python side is the test. */
class Widget implements WidgetModel {
  readonly sent: { content: any; frame: ArrayBuffer }[] = [];
  readonly saved: Record<string, unknown>[] = [];
  private changes: Record<string, unknown> = {};
  private readonly listeners = new Map<string, Set<(...all: any[]) => void>>();

  constructor(readonly state: Record<string, unknown> = {}) {}

  get = (name: string): unknown => this.state[name];
  set(name: string, value: unknown): void {
    this.changes[name] = value;
    this.put(name, value);
  }
  save_changes(): void {
    this.saved.push(this.changes);
    this.changes = {};
  }
  send(content: unknown, _callbacks: unknown, buffers: ArrayBuffer[] = []): void {
    this.sent.push({ content, frame: buffers[0]! });
  }
  on(event: string, callback: (...all: any[]) => void): void {
    this.listeners.set(event, (this.listeners.get(event) ?? new Set()).add(callback));
  }
  off(event: string, callback: (...all: any[]) => void): void {
    this.listeners.get(event)?.delete(callback);
  }
  /** Sets a trait like Python or another view. */
  put(name: string, value: unknown): void {
    this.state[name] = value;
    this.fire(`change:${name}`);
  }
  fire(event: string, ...all: unknown[]): void {
    for (const callback of [...(this.listeners.get(event) ?? [])]) callback(...all);
  }
  count = (event: string): number => this.listeners.get(event)?.size ?? 0;
}

const view = (array: Float32Array | Int32Array): DataView =>
  new DataView(array.buffer.slice(array.byteOffset, array.byteOffset + array.byteLength) as ArrayBuffer);

describe('bytes from a notebook', () => {
  test('are copied to their own buffer, whatever their form', () => {
    const whole = Uint8Array.of(9, 1, 2, 3).buffer;
    for (const form of [new DataView(whole, 1), new Uint8Array(whole, 1), whole.slice(1)]) {
      const bytes = bytesOf(form);
      expect(new Uint8Array(bytes)).toEqual(Uint8Array.of(1, 2, 3));
      expect(bytes).not.toBe(form);
    }
    expect(bytesOf(undefined).byteLength).toBe(0);
  });
});

describe('a model in the kernel', () => {
  let widget: Widget;
  let remote: KernelRemote;
  beforeEach(() => {
    widget = new Widget();
    remote = new KernelRemote(widget, '1', folder);
  });
  const decode = (lane: number): Promise<unknown> => remote.decode(lane, Float32Array.of(lane, 0.5), 1);
  const lanes = (): number[] => widget.sent.map(({ frame }) => new DataView(frame).getUint32(4, true));
  /** The kernel's reply to the i-th message. */
  function answer(i: number, ...bytes: number[]): void {
    const {
      content: { page, id },
    } = widget.sent[i]!;
    const words = Uint32Array.of(id, 0, 1, 1, 2, 1);
    widget.fire('msg:custom', { page, id }, [
      new DataView(Uint8Array.of(...new Uint8Array(words.buffer), ...bytes).buffer),
    ]);
  }

  test('is requested in the frames of the server', async () => {
    const image = decode(3);
    expect(widget.sent[0]!.content).toMatchObject({ type: 'decode', model: '1', id: 1 });
    const frame = new DataView(widget.sent[0]!.frame);
    expect([0, 4, 8].map((at) => frame.getUint32(at, true))).toEqual([1, 3, 1]);
    expect([12, 16].map((at) => frame.getFloat32(at, true))).toEqual([3, 0.5]);
    answer(0, 5, 6);
    expect(await image).toMatchObject({ n: 1, numbers: Uint8Array.of(5, 6) });
  });

  test('has at most one request for the image and one other in flight, the lowest lane first', async () => {
    void [decode(4), decode(0), decode(2), decode(1)].map((one) => one.catch(() => undefined));
    expect(lanes()).toEqual([4, 0]);
    answer(1, 1, 1);
    await Promise.resolve();
    expect(lanes()).toEqual([4, 0]);
    answer(0, 1, 1);
    expect(lanes()).toEqual([4, 0, 1]);
    void decode(0).catch(() => undefined);
    expect(lanes()).toEqual([4, 0, 1, 0]);
  });

  test('never receives superseded requests', async () => {
    const [first, second, third] = [decode(0), decode(0), decode(0)];
    expect(await second).toBeNull();
    answer(0, 1, 2);
    expect(await first).toMatchObject({ numbers: Uint8Array.of(1, 2) });
    answer(1, 3, 4);
    expect(await third).toMatchObject({ numbers: Uint8Array.of(3, 4) });
    expect(widget.sent).toHaveLength(2);
  });

  test("encodes, and reports Python's error messages", async () => {
    const posterior = remote.encode(1, Float32Array.of(0, 1), 1);
    const { content, frame } = widget.sent[0]!;
    expect(content).toMatchObject({ type: 'encode', model: '1' });
    expect(new Float32Array(frame)).toEqual(Float32Array.of(0, 1));
    widget.fire('msg:custom', { page: content.page, id: content.id }, [view(Float32Array.of(1, 2, 3, 4))]);
    expect(await posterior).toEqual({ mean: Float32Array.of(1, 2), logvar: Float32Array.of(3, 4) });
    const failed = decode(0);
    const { page, id } = widget.sent[1]!.content;
    widget.fire('msg:custom', { page: 'another', id, message: 'Not for us.' }, []);
    widget.fire('msg:custom', { page, id, message: 'It is too far out.' }, []);
    await expect(failed).rejects.toThrow('It is too far out.');
  });

  test('reads parts of the originals one after the other, after everything that is decoded', async () => {
    const parts = [remote.part([0, 4]), remote.part([4, 9])];
    void decode(3).catch(() => undefined);
    expect(widget.sent).toHaveLength(1);
    const { content } = widget.sent[0]!;
    expect(content).toMatchObject({ type: 'part', model: '1', start: 0, stop: 4 });
    widget.fire('msg:custom', { page: content.page, id: content.id }, [new DataView(Uint8Array.of(1, 2, 3, 4).buffer)]);
    expect(new Uint8Array(await parts[0]!)).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(widget.sent[1]!.content).toMatchObject({ type: 'decode' });
    answer(1, 1, 1);
    expect(widget.sent[2]!.content).toMatchObject({ type: 'part', start: 4, stop: 9 });
    remote.close();
    await expect(parts[1]).rejects.toThrow('The model was closed.');
  });

  test('fails when the kernel has stopped, and is sent no more', async () => {
    const requests = [decode(0), decode(0), remote.part([0, 4])];
    const ends = Promise.allSettled(requests);
    widget.fire('comm_live_update');
    requests.push(decode(1), remote.part([0, 4]));
    const failed = { status: 'rejected', reason: new Error('The kernel has stopped: run the cell again.') };
    expect([...(await ends), ...(await Promise.allSettled(requests.slice(3)))]).toEqual(Array(5).fill(failed));
    expect(widget.sent).toHaveLength(2);
  });

  test('settles all requests when it is closed', async () => {
    const [sent, waiting] = [decode(0), decode(0)];
    remote.close();
    expect(await sent).toBeNull();
    expect(await waiting).toBeNull();
    expect(widget.count('msg:custom')).toBe(0);
  });
});

describe("a notebook's models", () => {
  const widget = new Widget({ _models: [{ name: 'lamp (2)', manifest: JSON.stringify(manifest), files: {} }] });

  test('are listed by their names in Python', async () => {
    expect(await new NotebookSource(widget).list()).toEqual([{ id: '0', name: 'lamp (2)', latentDim: 2 }]);
  });

  test('are decoded in the kernel if they live there', async () => {
    const model = await (await new NotebookSource(widget).open('0')).model;
    expect(model.place).toBe('in the kernel');
    void model.decode(0, Float32Array.of(1, 2), 1);
    expect(widget.sent.at(-1)!.content).toMatchObject({ type: 'decode', model: '0' });
    model.close();
    await expect(new NotebookSource(widget).open('1')).rejects.toThrow('run its cell again');
  });

  test('are lost with the kernel', () => {
    const changed = vi.fn();
    const source = new NotebookSource(widget);
    source.watch(changed);
    widget.fire('comm_live_update');
    expect(changed).toHaveBeenCalledWith(true);
    expect(source.lost(true)).toContain('The page still works');
    expect(source.lost(false)).toContain('and with it this model');
  });
});

describe('traits and page', () => {
  let widget: Widget;
  let traits: Traits;
  let show: ReturnType<typeof vi.fn<(part: Partial<Shown>) => void>>;
  const page = (z: number[], more: Partial<Shown> = {}): Shown => ({
    model: '0',
    z: Float32Array.from(z),
    given: new Float32Array(),
    pins: [],
    groups: [],
    beside: '',
    ...more,
  });
  const zs = (): number[][] => widget.saved.map(({ z }) => [...new Float32Array(bytesOf(z))]);

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    widget = new Widget({
      model: 'a',
      _models: [{ name: 'a' }, { name: 'b' }],
      _start: { plane: 'components' },
      z: view(Float32Array.of(1, 2)),
      given: view(new Float32Array()),
      path: view(new Float32Array(4)),
      selected: [],
      beside: '',
    });
    traits = new Traits(widget);
    show = vi.fn();
    traits.listen(show);
    return () => vi.useRealTimers();
  });

  test('start with what Python has set', () => {
    expect(traits.start).toBe('plane=components&model=a');
    expect(show).toHaveBeenCalledExactlyOnceWith({
      model: '0',
      z: Float32Array.of(1, 2),
      given: new Float32Array(),
      pins: [new Float32Array(2), new Float32Array(2)],
      groups: [],
      beside: '',
    });
  });

  test('send movements to Python at a limited rate, and always the last state', () => {
    const pins = [new Float32Array(2), new Float32Array(2)];
    for (let i = 0; i <= 100; i++) {
      traits.send(page([i, 0], { pins }));
      vi.advanceTimersByTime(10);
    }
    vi.advanceTimersByTime(1000);
    expect(widget.saved.length).toBeGreaterThan(15);
    expect(widget.saved.length).toBeLessThan(24);
    expect(zs().at(-1)).toEqual([100, 0]);
    expect(widget.saved.every((one) => Object.keys(one).join() === 'z')).toBe(true);
  });

  test('send back neither what Python has set nor an older state that was waiting', () => {
    show.mockClear();
    traits.send(page([3, 3]));
    traits.send(page([4, 4]));
    widget.put('z', view(Float32Array.of(9, 9)));
    expect(show).toHaveBeenCalledExactlyOnceWith({ z: Float32Array.of(9, 9) });
    traits.send(page([9, 9]));
    vi.advanceTimersByTime(1000);
    expect(zs()).toEqual([[3, 3]]);
  });

  test('keep conditions in step', () => {
    show.mockClear();
    traits.send(page([1, 2], { given: Float32Array.of(0, 1), pins: [Float32Array.of(1, 2, 0, 1)] }));
    expect(new Float32Array(bytesOf(widget.saved[0]!.path))).toEqual(Float32Array.of(1, 2, 0, 1));
    expect(new Float32Array(bytesOf(widget.saved[0]!.given))).toEqual(Float32Array.of(0, 1));
    widget.put('given', view(Float32Array.of(1, 0)));
    expect(show).toHaveBeenCalledExactlyOnceWith({ given: Float32Array.of(1, 0) });
  });

  test('are consistent while traits are set one after the other', () => {
    show.mockClear();
    traits.send(page([5, 5], { pins: [] }));
    expect(show).not.toHaveBeenCalled();
    expect(Object.keys(widget.saved[0]!)).toEqual(['z', 'path']);
  });

  test('set the model before the traits that belong to it', () => {
    traits.send(page([1, 2, 3], { model: '1', groups: [Int32Array.of(4, 5)] }));
    expect(Object.keys(widget.saved[0]!)).toEqual(['model', 'z', 'path', 'selected']);
    expect(widget.saved[0]!.model).toBe('b');
    expect(new Int32Array(bytesOf((widget.saved[0]!.selected as unknown[])[0]))).toEqual(Int32Array.of(4, 5));
  });

  test('switch models with Python, and send nothing about a model that the user opened from a file', () => {
    show.mockClear();
    widget.put('model', 'b');
    expect(show).toHaveBeenCalledExactlyOnceWith({ model: '1' });
    traits.send(page([7, 7], { model: 'file 0: x.zip' }));
    vi.advanceTimersByTime(1000);
    expect(widget.saved).toEqual([]);
  });

  test('hold the compared model, unless the widget has none of that name', () => {
    show.mockClear();
    widget.put('beside', 'b');
    expect(show).toHaveBeenCalledExactlyOnceWith({ beside: 'b' });
    traits.send(page([1, 2], { beside: 'x.zip' }));
    vi.advanceTimersByTime(1000);
    traits.send(page([1, 2], { beside: '' }));
    vi.advanceTimersByTime(1000);
    expect(widget.saved.filter((one) => 'beside' in one).map(({ beside }) => beside)).toEqual(['']);
  });

  test('send the waiting state when they are closed', () => {
    traits.send(page([1, 1]));
    traits.send(page([2, 2]));
    traits.close();
    expect(zs().at(-1)).toEqual([2, 2]);
    show.mockClear();
    widget.put('z', view(Float32Array.of(5, 5)));
    expect(show).not.toHaveBeenCalled();
  });
});

describe("a notebook's theme", () => {
  const around = (body: object, root: object = {}) => {
    const element = (given: object) => ({
      className: '',
      dataset: {},
      attributes: { getNamedItem: () => null },
      ...given,
    });
    return themeAround({ body: element(body), documentElement: element(root) } as unknown as Document);
  };

  test.each([
    ['JupyterLab', { dataset: { jpThemeLight: 'false' } }, {}, 'dark'],
    ['JupyterLab, light', { dataset: { jpThemeLight: 'true' }, className: 'dark' }, {}, 'light'],
    ['VS Code', { className: 'vscode-body vscode-dark' }, {}, 'dark'],
    ['VS Code, high contrast and light', { className: 'vscode-high-contrast-light' }, {}, 'light'],
    ['Colab', {}, { attributes: { getNamedItem: () => ({ value: 'dark' }) } }, 'dark'],
    ['marimo', { className: 'light light-theme' }, {}, 'light'],
    ['none', { className: 'darkness' }, {}, null],
  ])('is %s', (_, body, root, theme) => expect(around(body, root)).toBe(theme));
});
