import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import type { AddressBar } from '../../src/state/addressbar';
import type { Shown } from '../../src/state/shown';
import { Workspace, type WorkspaceOptions } from '../../src/state/workspace.svelte';
import { at, FakeSource, folder } from './world';

/** An address bar that remembers what was written into it. */
class FakeAddress implements AddressBar {
  readonly entries: string[];
  text = '';

  constructor(hash = '') {
    this.entries = [hash];
  }

  get hash(): string {
    return this.entries.at(-1)!;
  }

  push(hash: string): void {
    this.entries.push(hash);
  }

  replace(hash: string): void {
    this.entries[this.entries.length - 1] = hash;
  }

  title(text: string): void {
    this.text = text;
  }
}

let end: (() => void) | undefined;
afterEach(() => end?.());

/** A workspace whose first model is open. */
async function opened(options: Partial<WorkspaceOptions> = {}, source = new FakeSource()): Promise<Workspace> {
  const workspace = new Workspace(source, { address: null, title: '', start: '', hide: [], ...options });
  const stop = $effect.root(() => workspace.watch());
  end = () => {
    stop();
    workspace.close();
  };
  await workspace.start();
  flushSync();
  return workspace;
}

test('the first model is opened where no link names another', async () => {
  const workspace = await opened();
  expect(workspace.current).toBe('0');
  expect(workspace.explorer!.folder.name).toBe('zoo');
  expect(workspace.explorer!.encoded.atlas!.n).toBe(60);
  expect(workspace.opening).toBeNull();
});

test('the address names the model and the view that it opens with, and goes before the start link', async () => {
  const workspace = await opened({ address: new FakeAddress('#model=farm&z=1,2,3'), start: 'model=zoo&z=0,0,1' });
  expect(workspace.explorer!.folder.name).toBe('farm');
  expect(at(workspace.explorer!)).toEqual([1, 2, 3]);
  expect(workspace.explorer!.canUndo).toBe(false);
});

test('a link to a model that is missing opens the first one, and says so', async () => {
  const workspace = await opened({ start: 'model=circus' });
  expect(workspace.explorer!.folder.name).toBe('zoo');
  expect(workspace.notices.current!.text).toContain("The link is to the model 'circus', which is not open here.");
});

test('the parts of a link that cannot be read are named, and the others are followed', async () => {
  const workspace = await opened({ start: 'z=1,2,3&hide=kitchen' });
  expect(at(workspace.explorer!)).toEqual([1, 2, 3]);
  expect(workspace.explorer!.view.hide).toEqual([]);
  expect(workspace.notices.current!.text).toMatch(
    /^The link could not be followed in full: hide should name header, .* but holds 'kitchen'\.$/,
  );
});

test('panels that the page hides are hidden in each model', async () => {
  const workspace = await opened({ hide: ['map'], start: 'hide=path' });
  expect(workspace.explorer!.view.hide).toEqual(['path', 'map']);
  await workspace.open('1');
  expect(workspace.explorer!.view.hide).toEqual(['map']);
});

test('a walk goes on where it was left', async () => {
  const workspace = await opened();
  workspace.explorer!.choose({ z: Float32Array.of(1, 0, 0) });
  await workspace.open('1');
  expect(at(workspace.explorer!)).toEqual([0, 0, 0]);
  await workspace.open('0');
  expect(at(workspace.explorer!)).toEqual([1, 0, 0]);
  expect(workspace.explorer!.canUndo).toBe(true);
});

test('a model that is opened is an entry of its own in the browser history', async () => {
  const address = new FakeAddress();
  const workspace = await opened({ address });
  expect(address.text).toBe('zoo · latentwalk');
  await vi.waitFor(() => expect(address.entries).toEqual(['#model=zoo']));
  await workspace.open('1');
  expect(address.entries).toEqual(['#model=zoo', '#model=farm']);
  expect(address.text).toBe('farm · latentwalk');
});

test('the address follows the view', async () => {
  const address = new FakeAddress();
  const workspace = await opened({ address, title: 'Animals' });
  expect(address.text).toBe('Animals');
  workspace.explorer!.choose({ smooth: true });
  await vi.waitFor(() => expect(address.hash).toBe('#model=zoo&smooth=1'));
});

test('a link is followed, but not the one that the page wrote', async () => {
  const address = new FakeAddress();
  const workspace = await opened({ address });
  workspace.explorer!.choose({ smooth: true });
  await vi.waitFor(() => expect(address.hash).toBe('#model=zoo&smooth=1'));
  workspace.explorer!.choose({ smooth: false });
  await workspace.follow('#model=zoo&smooth=1');
  expect(workspace.explorer!.view.smooth).toBe(false);
  await workspace.follow('#model=zoo&z=1,2,3');
  expect(at(workspace.explorer!)).toEqual([1, 2, 3]);
  workspace.explorer!.undo();
  await workspace.follow('#model=farm&z=3,2,1');
  expect(workspace.explorer!.folder.name).toBe('farm');
  expect(at(workspace.explorer!)).toEqual([3, 2, 1]);
});

test('where a model cannot be opened the one before stays', async () => {
  const source = new FakeSource();
  source.faults[1] = 'farm is gone.';
  const workspace = await opened({}, source);
  await workspace.open('1');
  expect(workspace.current).toBe('0');
  expect(workspace.explorer!.folder.name).toBe('zoo');
  expect(workspace.failure).toBe('farm is gone.');
  expect(workspace.notices.current).toEqual({ text: 'farm is gone.', wrong: true });
});

test('of two models that are opened one after the other the last one stays', async () => {
  const workspace = await opened();
  await Promise.all([workspace.open('1'), workspace.open('0')]);
  expect(workspace.current).toBe('0');
  expect(workspace.explorer!.folder.name).toBe('zoo');
});

test('a model that was chosen but never shown takes no walk from the one before', async () => {
  const workspace = await opened();
  workspace.explorer!.choose({ z: Float32Array.of(1, 0, 0) });
  await Promise.all([workspace.open('1'), workspace.open('0')]);
  expect(at(workspace.explorer!)).toEqual([1, 0, 0]);
  await workspace.open('1');
  expect(at(workspace.explorer!)).toEqual([0, 0, 0]);
});

test('after a model that was never shown and one that fails, the model on the page is the current one', async () => {
  const source = new FakeSource();
  const workspace = await opened({}, source);
  await workspace.open('1');
  source.faults[0] = 'zoo is gone.';
  await Promise.all([workspace.open('1'), workspace.open('0')]);
  expect(workspace.current).toBe('1');
  source.faults[1] = 'farm is gone.';
  await Promise.all([workspace.open('0'), workspace.open('1')]);
  expect(workspace.current).toBe('1');
});

test('a training that ends while another model is opening does not open that a second time', async () => {
  const workspace = await opened();
  const opening = workspace.open('1');
  await workspace.openTrained();
  await opening;
  expect(workspace.explorer!.folder.name).toBe('farm');
  expect(workspace.notices.current).toBeNull();
});

test('two models are compared until they no longer are', async () => {
  const workspace = await opened();
  const { explorer } = workspace;
  explorer!.choose({ with: 'farm' });
  await vi.waitFor(() => expect(workspace.pair?.other.folder.name).toBe('farm'));
  expect(explorer!.comparison).toBe(workspace.pair);
  explorer!.choose({ with: '' });
  flushSync();
  expect(workspace.pair).toBeNull();
  expect(explorer!.comparison).toBeNull();
});

test('the two compared models change sides where the other one is opened', async () => {
  const workspace = await opened();
  workspace.explorer!.choose({ with: 'farm', by: 'class' });
  await vi.waitFor(() => expect(workspace.pair).not.toBeNull());
  await workspace.open('1');
  expect(workspace.explorer!.view).toMatchObject({ with: 'zoo', by: 'class' });
  await vi.waitFor(() => expect(workspace.pair?.other.folder.name).toBe('zoo'));
});

test('a model that is missing is not compared, which is said', async () => {
  const workspace = await opened();
  workspace.explorer!.choose({ with: 'circus' });
  await vi.waitFor(() =>
    expect(workspace.notices.current?.text).toBe(
      "The model 'circus' is not open here, so it cannot be compared. Open it first.",
    ),
  );
  expect(workspace.explorer!.view.with).toBe('');
});

test('what is shown is reported to the host, and what the host changes becomes a step', async () => {
  const seen: Shown[] = [];
  const workspace = await opened({ onview: (shown) => seen.push(shown) });
  expect(seen.at(-1)).toMatchObject({ model: '0', pins: [], groups: [], beside: '' });
  workspace.show({ z: Float32Array.of(1, 1, 1) });
  flushSync();
  expect([...seen.at(-1)!.z]).toEqual([1, 1, 1]);
  expect(workspace.explorer!.canUndo).toBe(false);
  await vi.waitFor(() => expect(workspace.explorer!.canUndo).toBe(true));
});

test('what the host wants of another model waits until that is open', async () => {
  const seen: Shown[] = [];
  const workspace = await opened({ onview: (shown) => seen.push(shown) });
  workspace.show({ model: '1', z: Float32Array.of(1, 0, 1), groups: [Int32Array.of(0, 1, 99)] });
  workspace.show({ pins: [Float32Array.of(0, 0, 1)] });
  await vi.waitFor(() => expect(workspace.explorer!.folder.name).toBe('farm'));
  await vi.waitFor(() => expect(workspace.explorer!.selection.groups).toEqual([Int32Array.of(0, 1)]));
  expect(at(workspace.explorer!)).toEqual([1, 0, 1]);
  expect(workspace.explorer!.view.pins).toHaveLength(1);
});

test('a workspace that is closed opens nothing more', async () => {
  const workspace = await opened({}, new FakeSource([folder, { ...folder, name: 'farm' }]));
  const opening = workspace.open('1');
  workspace.close();
  await opening;
  expect(workspace.explorer!.folder.name).toBe('zoo');
});

test('what still runs when a model is left says nothing when it fails', async () => {
  const workspace = await opened();
  const left = workspace.explorer!;
  await workspace.open('1');
  left.say('The engine was closed.', true);
  expect(workspace.notices.current).toBeNull();
});

test('a drawing survives a reload of the page', async () => {
  const before = await opened({ address: new FakeAddress() });
  const placed = {
    sample: new Uint8Array(16).fill(200),
    posterior: { mean: Float32Array.of(1, 0, 0), logvar: Float32Array.of(0, 0, 0) },
    strokes: [{ colour: '#ffffff', places: [1, 2, 3, 4] }],
  };
  before.explorer!.setPlaced(placed);
  before.explorer!.sketch(true);
  before.keep();
  before.close();
  const after = await opened({ address: new FakeAddress() });
  expect(after.explorer!.placed).toEqual(placed);
  expect(after.explorer!.sketching).toBe(true);
  sessionStorage.clear();
});
