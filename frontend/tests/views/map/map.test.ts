import { expect, test, vi } from 'vitest';
import { commands, userEvent, type Locator } from 'vitest/browser';
import type { Atlas } from '../../../src/sources/atlas';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Map from '../../../src/views/map/Map.svelte';
import { at, EACH, show, spot, walked, zoo } from '../world';

async function mapped(
  parts: Parameters<typeof walked>[0] = {},
): Promise<{ page: Locator; field: Locator; explorer: Explorer }> {
  const { explorer } = await walked(parts);
  explorer.begin({ ...explorer.view, plane: { kind: 'axes', axes: ['z1', 'z2'] }, frame: { x: 0, y: 0, span: 8 } });
  const page = show(Map, { explorer }, 400);
  Object.assign((page.element() as HTMLElement).style, { display: 'flex', flexDirection: 'column', height: '550px' });
  const field = page.getByRole('application');
  // the map has its size on the page before anything is pressed
  await vi.waitFor(() => expect(page.element().querySelector('.tools')).not.toBeNull());
  return { page, field, explorer };
}

/** A position on the map's plane, in pixels of the page. */
function on(field: Locator, x: number, y: number): [number, number] {
  const { width } = field.element().getBoundingClientRect();
  const [left, top] = spot(field);
  return [left + (x * width) / 8, top - (y * width) / 8];
}

test('it shows the number of encoded images', async () => {
  const { page } = await mapped();
  await expect.element(page.getByText(`${3 * EACH} encoded images`)).toBeVisible();
  const bare = await mapped({ data: null });
  await expect.element(bare.page.getByText('no encoded data')).toBeVisible();
});

test('a click on the ground moves along the plane only', async () => {
  const { explorer, field } = await mapped();
  explorer.choose({ z: Float32Array.of(0, 0, 2) });
  await commands.drag([on(field, 3, 0.5)]);
  expect(at(explorer, 1)).toEqual([3, 0.5, 2]);
});

test('a click on an encoded image moves to its mean', async () => {
  const { explorer, field } = await mapped();
  explorer.choose({ z: Float32Array.of(0, 0, 2) });
  await commands.drag([on(field, 1.75, -1)]);
  expect(at(explorer)).toEqual([1.75, -1, 0]);
});

test('the marker can be dragged, as one step', async () => {
  const { explorer, field } = await mapped();
  await commands.drag([on(field, 0, 0), on(field, 1, 0), on(field, 1, 1)]);
  expect(at(explorer, 1)).toEqual([1, 1, 0]);
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
  expect(explorer.canUndo).toBe(false);
});

test('the map can be panned, as one step', async () => {
  const { explorer, field } = await mapped();
  await commands.drag([on(field, -3, 2), on(field, -2, 2), on(field, -2, 1)]);
  expect(explorer.view.frame!.x).toBeCloseTo(-1, 1);
  expect(explorer.view.frame!.y).toBeCloseTo(1, 1);
  expect(at(explorer)).toEqual([0, 0, 0]);
  explorer.undo();
  expect(explorer.view.frame).toEqual({ x: 0, y: 0, span: 8 });
  expect(explorer.canUndo).toBe(false);
});

test('the wheel zooms at the pointer', async () => {
  const { explorer, field } = await mapped();
  await commands.turn(on(field, 2, 1), -400);
  await vi.waitFor(() => expect(explorer.canUndo).toBe(true));
  const { x, span } = explorer.view.frame!;
  expect(span).toBeCloseTo(8 / 1.0022 ** 400, 1);
  expect((2 - x) / span).toBeCloseTo(2 / 8, 2);
});

test('arrows move along the plane, farther with Shift, and plus, minus and 0 zoom', async () => {
  const { explorer, field } = await mapped();
  (field.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}{Shift>}{ArrowUp}{/Shift}');
  expect(at(explorer)).toEqual([0.133, 0.667, 0]);
  explorer.undo();
  expect(at(explorer)).toEqual([0.133, 0, 0]);
  await userEvent.keyboard('+');
  expect(explorer.view.frame!.span).toBeCloseTo(8 / 1.25, 4);
  await userEvent.keyboard('--');
  expect(explorer.view.frame!.span).toBeCloseTo(8 * 1.25, 4);
  await userEvent.keyboard('0');
  expect(explorer.view.frame).toBeNull();
});

test('an encoded image under the pointer has a card', async () => {
  const { page, field } = await mapped();
  const { width, height } = field.element().getBoundingClientRect();
  await field.hover({ position: { x: width / 2 + (1.75 * width) / 8, y: height / 2 + width / 8 } });
  await expect.element(page.getByRole('tooltip')).toHaveTextContent('dog');
  await page.getByRole('list', { name: 'Classes on the map' }).hover();
  await expect.element(page.getByRole('tooltip')).not.toBeInTheDocument();
});

test('two groups made with the lasso give a direction', async () => {
  const { page, field, explorer } = await mapped();
  await page.getByRole('button', { name: 'Draw around points' }).click();
  await expect.element(page.getByText('Draw around points', { exact: true })).toBeVisible();
  const around = (x: number, y: number) =>
    commands.drag(
      (
        [
          [-1, -1],
          [1, -1],
          [1, 1],
          [-1, 1],
        ] as const
      ).map(([dx, dy]) => on(field, x + 0.7 * dx, y + 0.7 * dy)),
    );
  await around(-1.5, -1);
  expect(explorer.selection.groups.map(({ length }) => length)).toEqual([EACH]);
  await around(0, 1.5);
  expect(explorer.selection.groups.map(({ length }) => length)).toEqual([EACH, EACH]);
  await expect
    .element(page.getByRole('button', { name: 'Draw around points' }))
    .toHaveAttribute('aria-pressed', 'false');
  await page.getByRole('button', { name: 'Keep as slider' }).click();
  expect(explorer.view.directions.map(({ name }) => name)).toEqual(['cat to owl']);
  expect(explorer.selection.groups).toEqual([]);
});

test('a lasso around nothing is reported', async () => {
  const { explorer, field } = await mapped();
  (field.element() as HTMLElement).focus();
  await userEvent.keyboard('l');
  await commands.drag([on(field, -3, 2), on(field, -2.5, 2), on(field, -2.5, 1.5)]);
  expect(explorer.notices.current?.text).toBe('There are no points inside that outline.');
});

test('a double click zooms in, as one step', async () => {
  const { explorer, field } = await mapped();
  const { width, height } = field.element().getBoundingClientRect();
  await field.dblClick({ position: { x: 0.2 * width, y: 0.7 * height } });
  expect(explorer.view.frame!.span).toBeCloseTo(4, 4);
  expect(at(explorer)).not.toEqual([0, 0, 0]);
  explorer.undo();
  expect(at(explorer)).toEqual([0, 0, 0]);
  expect(explorer.view.frame!.span).toBe(8);
  expect(explorer.canUndo).toBe(false);
});

test('without data there is no lasso, and no data layer', async () => {
  const { page, field, explorer } = await mapped({ data: null });
  await expect.element(page.getByRole('button', { name: 'Zoom in' })).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Draw around points' })).not.toBeInTheDocument();
  await expect.element(page.getByRole('group', { name: 'What the map shows' })).not.toBeInTheDocument();
  await commands.drag([on(field, 3, 0.5)]);
  expect(at(explorer, 1)).toEqual([3, 0.5, 0]);
});

test.each([
  [{ kind: 'layout' }, 'The encoded data has no layout.'],
  [{ kind: 'axes', axes: ['d:gone', 'z1'] }, 'This plane uses a direction that does not exist.'],
  [{ kind: 'pins' }, 'The first three pins are on one line'],
] as const)('a plane %j that does not exist is explained', async (plane, sentence) => {
  const { explorer } = await walked();
  explorer.choose({ plane: plane as never });
  const page = show(Map, { explorer }, 400);
  await expect.element(page.getByText(sentence).first()).toBeVisible();
});

test('two classes give a direction without a pointer', async () => {
  const { page, explorer } = await mapped();
  const entry = (name: string) => page.getByRole('button', { name: new RegExp(`^${name} `) }).element() as HTMLElement;
  entry('cat').focus();
  await userEvent.keyboard('a');
  await expect
    .element(page.getByText('cat is group A. Press B on another class for a direction from this class to that one.'))
    .toBeInTheDocument();
  await expect.element(page.getByText('press B on a class below')).toBeVisible();
  await expect.element(page.getByLabelText("The direction's name")).toHaveValue('towards cat');
  expect(document.activeElement).toBe(entry('cat'));
  entry('owl').focus();
  await userEvent.keyboard('b');
  await expect.element(page.getByLabelText("The direction's name")).toHaveFocus();
  await userEvent.keyboard('{Enter}');
  expect(explorer.view.directions.map(({ name }) => name)).toEqual(['cat to owl']);
});

test.each(['while a name is typed', 'on the map'])(
  'Escape clears the groups %s, and moves the focus to the map',
  async (where) => {
    const { page, field, explorer } = await mapped();
    explorer.selection.groups = [Int32Array.of(0, 1)];
    const name = page.getByLabelText("The direction's name");
    if (where === 'on the map') (field.element() as HTMLElement).focus();
    else await name.fill('half a na');
    await userEvent.keyboard('{Escape}');
    expect(explorer.selection.groups).toEqual([]);
    await expect.element(name).not.toBeInTheDocument();
    await expect.element(field).toHaveFocus();
  },
);

/** A layout that is a turn of the first two dimensions. */
const turned = (): Atlas => {
  const data = zoo();
  const layout = Float32Array.from({ length: 2 * data.n }, (_, i) =>
    i % 2 ? data.mean[3 * (i >> 1)]! : -data.mean[3 * (i >> 1) + 1]!,
  );
  return { ...data, layout };
};

/** Where the current point lies on a layout. */
const here = ({ encoded, view }: Explorer): [number, number] => encoded.layout!.place(view.z);

async function laidOut(): Promise<Awaited<ReturnType<typeof mapped>>> {
  const map = await mapped({ data: turned() });
  map.explorer.begin({ ...map.explorer.view, plane: { kind: 'layout' }, z: Float32Array.of(-1.5, -1, 0) });
  return map;
}

test('a place on a layout has a point', async () => {
  const { explorer, field } = await laidOut();
  // the middle of the first class is at (-1.5, -1), which lies at (1, -1.5); no point is there
  await commands.drag([on(field, 1, -1.5)]);
  const [x, y] = at(explorer);
  expect(Math.hypot(x! + 1.5, y! + 1)).toBeLessThan(0.2);
});

test('the ring on a layout can be dragged, and stays where it is put', async () => {
  const { explorer, field } = await laidOut();
  const [fromX, fromY] = here(explorer);
  await commands.drag([on(field, fromX, fromY), on(field, 1, 1.5)]);
  const [x, y] = at(explorer);
  expect(Math.hypot(x! - 1.5, y! + 1)).toBeLessThan(0.2);
  expect(here(explorer)[0]).toBeCloseTo(1, 1);
  explorer.undo();
  await vi.waitFor(() => expect(at(explorer)).toEqual([-1.5, -1, 0]));
});

test('arrow keys move over a layout', async () => {
  const { explorer, field } = await laidOut();
  const [x, y] = here(explorer);
  (field.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(here(explorer)[0]).toBeGreaterThan(x);
  expect(here(explorer)[1]).toBeCloseTo(y, 5);
});

test('an item of a layout can be clicked', async () => {
  const data = { ...zoo(), layout: Float32Array.from({ length: 6 * EACH }, (_, i) => (i % 2 ? 0 : i - 3 * EACH)) };
  const { explorer, field } = await mapped({ data });
  explorer.choose({ plane: { kind: 'layout' }, frame: { x: -3 * EACH, y: 0, span: 8 } });
  await commands.drag([on(field, 2, 0)]);
  expect(at(explorer)).toEqual(Array.from(data.mean.subarray(3, 6), (value) => Number(value.toFixed(3))));
});

test('it fills the page, with the image in a corner, and Escape ends that', async () => {
  const { page, field, explorer } = await mapped();
  (field.element() as HTMLElement).focus();
  await userEvent.keyboard('f');
  expect(explorer.mapAlone).toBe(true);
  await expect.element(page.getByLabelText('The image at this latent point')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  expect(explorer.mapAlone).toBe(false);
  await page.getByRole('button', { name: 'Fill the page with the map' }).click();
  expect(explorer.mapAlone).toBe(true);
});

test('an arrow key announces where it has led', async () => {
  const { page, field, explorer } = await mapped();
  (field.element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  const [x, y] = explorer.view.z;
  await expect.element(page.getByRole('status')).toHaveTextContent(`z1 ${x!.toFixed(3)}, z2 ${y!.toFixed(3)}`);
});

test.each(['SVG', 'PDF', 'PNG'])('it is saved as a figure, as %s', async (form) => {
  const { page } = await mapped();
  let saved: Blob | undefined;
  const address = vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    saved = blob as Blob;
    return 'data:,';
  });
  await page.getByRole('button', { name: 'Save the map as a figure' }).click();
  await page.getByRole('button', { name: `Save as ${form}`, exact: true }).click();
  await vi.waitFor(() => expect(saved).toBeDefined());
  address.mockRestore();
  const start = { SVG: '<svg', PDF: '%PDF', PNG: '\ufffdPNG' }[form]!;
  expect((await saved!.text()).slice(0, 4)).toBe(start);
});
