import { beforeEach, expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import { parseOutput } from '../../../src/outputs/parse';
import { LANES } from '../../../src/state/lanes';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Actions from '../../../src/views/Actions.svelte';
import Shortcuts from '../../../src/views/Shortcuts.svelte';
import Stage from '../../../src/views/Stage.svelte';
import { pullOf } from '../../../src/views/local/local';
import Tools from '../../../src/views/local/Tools.svelte';
import { at, SIDE, show, spot, walked, type Fake } from '../world';

beforeEach(() => (document.activeElement as HTMLElement | null)?.blur());

const field = parseOutput({ kind: 'field', height: SIDE, width: SIDE, channels: ['heat'], low: 0, high: 1 });

/** An image with the tool over it, whose handle is in the middle. */
async function pulling(
  parts: Parameters<typeof walked>[0] = {},
  mode: 'drag' | 'brighter' | 'darker' = 'brighter',
): Promise<{ page: Locator; explorer: Explorer; model: Fake; handle: Locator }> {
  const { explorer, model } = await walked(parts);
  const page = show(Stage, { explorer }, 284);
  await vi.waitFor(() => expect(explorer.sample).not.toBeNull());
  explorer.pull = pullOf(explorer);
  explorer.pull.mode = mode;
  explorer.pull.hold = 'free';
  const handle = page.getByRole('button', { name: /^The handle/ });
  await expect.element(handle).toBeVisible();
  (handle.element() as HTMLElement).focus();
  return { page, explorer, model, handle };
}

/** The brightness of a sample around the middle, where the handle is. */
function middle({ sample }: Explorer): number {
  const half = SIDE / 2;
  return [half - 1, half].flatMap((y) => [half - 1, half].map((x) => sample![y * SIDE + x]!)).reduce((a, b) => a + b);
}

async function stroke(explorer: Explorer, act: () => Promise<void>): Promise<void> {
  await act();
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
}

test.each([
  ['brighter', 1],
  ['darker', -1],
] as const)('the keyboard paints %s with the handle, as one step', async (mode, sign) => {
  const { explorer } = await pulling({}, mode);
  const before = middle(explorer);
  await stroke(explorer, () => userEvent.keyboard('  '));
  await vi.waitFor(() => expect(sign * (middle(explorer) - before)).toBeGreaterThan(40));
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
  expect(explorer.canUndo).toBe(false);
});

test('the pointer paints along its way, as one step', async () => {
  const { page, explorer } = await pulling();
  const image = page.getByLabelText('The image at this latent point');
  const before = middle(explorer);
  await stroke(explorer, () => commands.drag([spot(image, 0.3, 0.5), spot(image, 0.5, 0.5), spot(image, 0.7, 0.5)]));
  await vi.waitFor(() => expect(middle(explorer)).toBeGreaterThan(before + 40));
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
  expect(explorer.canUndo).toBe(false);
});

test('the picture follows a drag: a bright place moves to the pointer', async () => {
  const { page, explorer } = await pulling({}, 'drag');
  explorer.begin({ ...explorer.view, z: Float32Array.of(2, 0, -2) });
  const image = page.getByLabelText('The image at this latent point');
  await vi.waitFor(() => expect(explorer.sample![0]).toBe(207));
  const goal = 1;
  expect(explorer.sample![goal]).toBe(127);
  await stroke(explorer, () => commands.drag([spot(image, 0.125, 0.125), spot(image, 0.375, 0.125)]));
  await vi.waitFor(() => expect(explorer.sample![goal]).toBeGreaterThan(160));
});

test('a hold keeps the point nearer than a free stroke', async () => {
  const lengths: number[] = [];
  for (const hold of ['free', 'prior'] as const) {
    const { explorer } = await pulling();
    explorer.pull!.hold = hold;
    explorer.pull!.weight = 1;
    await stroke(explorer, () => userEvent.keyboard('  '));
    lengths.push(Math.hypot(...explorer.view.z));
  }
  expect(lengths[1]).toBeLessThan(0.5 * lengths[0]!);
});

test('locked dimensions stay', async () => {
  const { explorer } = await pulling();
  explorer.begin({ ...explorer.view, locked: [0, 1] });
  await stroke(explorer, () => userEvent.keyboard('  '));
  const [first, second, third] = at(explorer);
  expect([first, second]).toEqual([0, 0]);
  expect(third).toBeGreaterThan(0.1);
});

test('with all dimensions locked, a sentence says why nothing moves', async () => {
  const { explorer, model } = await pulling();
  explorer.begin({ ...explorer.view, locked: [0, 1, 2] });
  const asked = model.asked.length;
  await userEvent.keyboard(' ');
  await vi.waitFor(() => expect(explorer.notices.current?.text).toMatch(/^All dimensions are locked/));
  expect(model.asked).toHaveLength(asked);
});

test('of many dimensions directions are searched, in which locked ones stay', async () => {
  const { explorer } = await pulling({ latentDim: 90, presets: [], data: null, output: field });
  explorer.begin({ ...explorer.view, locked: [0, 4] });
  const before = middle(explorer);
  await stroke(explorer, () => userEvent.keyboard('  '));
  expect([explorer.view.z[0], explorer.view.z[4]]).toEqual([0, 0]);
  await vi.waitFor(() => expect(middle(explorer)).toBeGreaterThan(before));
});

test('with a slow decoder, updates search fewer directions, and the picture follows', async () => {
  const { explorer, model } = await pulling({ latentDim: 32, presets: [], data: null, output: field });
  const decode = model.decode.bind(model);
  model.decode = async (lane, z, n, exact) => {
    if (lane === LANES.pull) await new Promise((resolve) => setTimeout(resolve, 4 * n));
    return decode(lane, z, n, exact);
  };
  const before = middle(explorer);
  await stroke(explorer, () => userEvent.keyboard('  '));
  // two samples for each direction
  const searched = model.asked.filter(({ lane, n }) => lane === LANES.pull && n > 4).map(({ n }) => n / 2);
  expect(searched[0]).toBe(16);
  expect(searched.slice(1).every((directions) => directions < 16)).toBe(true);
  expect(middle(explorer)).toBeGreaterThan(before);
});

test('where nothing changes, one sentence says so, once', async () => {
  const { explorer, model } = await pulling();
  model.decode = async (_lane, _z, n) => ({ n, numbers: new Uint8Array(n * SIDE ** 2), release: () => undefined });
  const say = vi.spyOn(explorer, 'say');
  await userEvent.keyboard('  ');
  await vi.waitFor(() =>
    expect(say).toHaveBeenCalledWith('The image does not react here: no direction that is free changes this place.'),
  );
  await userEvent.keyboard('  ');
  await vi.waitFor(() => expect(explorer.pull!.held).toBeNull());
  expect(say).toHaveBeenCalledOnce();
  expect(at(explorer)).toEqual([0, 0, 0]);
});

test('an error ends the stroke with a notice', async () => {
  const { explorer, model } = await pulling();
  model.fault = 'The decoder stopped.';
  await userEvent.keyboard(' ');
  await vi.waitFor(() => expect(explorer.notices.current?.text).toContain('The decoder stopped.'));
  expect(explorer.pull!.held).toBeNull();
});

test('arrow keys move the handle within the image, and Escape leaves the tool', async () => {
  const { explorer, handle } = await pulling();
  await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
  expect(explorer.pull!.spot).toEqual({ x: 1, y: 1 });
  await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
  expect(explorer.pull!.spot).toEqual({ x: 1, y: SIDE });
  await userEvent.keyboard('{Escape}');
  await expect.element(handle).not.toBeInTheDocument();
});

test('a field is painted in the channel that is shown', async () => {
  const { explorer } = await pulling({ output: field });
  const before = middle(explorer);
  await stroke(explorer, () => userEvent.keyboard('  '));
  await vi.waitFor(() => expect(middle(explorer)).toBeGreaterThan(before + 0.5));
});

test('the point is held near what there is', async () => {
  const { explorer } = await walked({ data: null, prior: null });
  const pull = pullOf(explorer);
  const page = show(Tools, { explorer, pull });
  await expect.element(page.getByRole('button', { name: 'free' })).toHaveAttribute('aria-pressed', 'true');
  await expect.element(page.getByRole('button', { name: 'data' })).not.toBeInTheDocument();
  await expect.element(page.getByRole('button', { name: 'prior' })).not.toBeInTheDocument();
  await expect.element(page.getByRole('slider', { name: 'How firmly it is held' })).toBeDisabled();
});

test('the sliders set the size of the brush and the weight of the hold', async () => {
  const { explorer } = await walked();
  const pull = pullOf(explorer);
  const page = show(Tools, { explorer, pull });
  await page.getByRole('slider', { name: 'Size' }).fill('0.2');
  expect(pull.radius).toBeCloseTo(0.2, 6);
  await page.getByRole('slider', { name: 'How firmly it is held' }).fill('-1');
  expect(pull.weight).toBeCloseTo(0.1, 6);
  await page.getByRole('button', { name: 'Darker' }).click();
  expect(pull.mode).toBe('darker');
});

test('a button and G take up the tool and lay it down, where samples have pixels', async () => {
  const { explorer } = await walked();
  const page = show(Actions, { explorer });
  const button = page.getByRole('button', { name: 'Pull' });
  await button.click();
  await expect.element(button).toHaveAttribute('aria-pressed', 'true');
  show(Shortcuts, { explorer, open: false });
  await userEvent.keyboard('g');
  await vi.waitFor(() => expect(explorer.pull).toBeNull());
  explorer.choose({ hide: ['pull'] });
  await userEvent.keyboard('g');
  const { explorer: valued } = await walked({
    output: parseOutput({ kind: 'values', names: ['a', 'b'], low: 0, high: 1 }),
  });
  const other = show(Actions, { explorer: valued });
  await expect.element(other.getByRole('button', { name: 'Random', exact: true })).toBeVisible();
  await expect.element(other.getByRole('button', { name: 'Pull' })).not.toBeInTheDocument();
  expect(explorer.pull).toBeNull();
});
