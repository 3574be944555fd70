import { expect, test, vi } from 'vitest';
import { userEvent, type Locator } from 'vitest/browser';
import type { Explorer } from '../../../src/state/explorer.svelte';
import NetworkPanel from '../../../src/views/network/NetworkPanel.svelte';
import { open } from '../../layers/open';
import { model as file, type NodeSpec } from '../../writer';
import { show, spot, walked } from '../world';

/** Doubles the point, views it as three channels, and rectifies them. */
const NODES: NodeSpec[] = [
  { op: 'MatMul', inputs: ['z', 'w'], outputs: ['m'] },
  { op: 'Reshape', inputs: ['m', 'shape'], outputs: ['v'] },
  { op: 'Relu', inputs: ['v'], outputs: ['y'] },
];
const w = {
  shape: [3, 12],
  data: Float32Array.from({ length: 36 }, (_, i) => (Math.floor((i % 12) / 4) === Math.floor(i / 12) ? 2 : 0)),
};
const shape = { shape: [4], data: [-1, 3, 2, 2] };

async function opened(nodes = NODES, parts: Parameters<typeof walked>[0] = {}): Promise<[Locator, Explorer]> {
  const { explorer, model } = await walked(parts);
  const bytes = file(nodes, { z: [-1, 3] }, [nodes.at(-1)!.outputs[0]!], { w, shape });
  model.files['decoder.onnx'] = bytes.slice().buffer;
  model.openNetwork = (async (read: Parameters<typeof open>[0]) => open(read)) as typeof model.openNetwork;
  explorer.choose({ z: Float32Array.of(1, -2, 0.5) });
  const page = show(NetworkPanel, { explorer });
  await page.getByText('Network').click();
  return [page, explorer];
}

const values = (page: Locator, layer: number): Locator =>
  page.getByRole('group', { name: `What layer ${layer} returns` });

test('each layer has its line of PyTorch and the shape of what it returns', async () => {
  const [page] = await opened();
  await expect.element(page.getByText('nn.Linear(3, 12, bias=False)')).toBeVisible();
  await expect.element(page.getByText('x.view(-1, 3, 2, 2)')).toBeVisible();
  expect(page.getByText('3 × 2 × 2').elements()).toHaveLength(2);
  await expect.element(page.getByRole('figure', { name: 'Colours of layer 3: from 0 to 2' })).toBeVisible();
});

test('the arrow keys read values, across the edge of a channel', async () => {
  const [page] = await opened();
  await expect.element(page.getByRole('figure', { name: 'Colours of layer 2: from -4 to 4' })).toBeVisible();
  (values(page, 2).element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(page.getByText('channel 1, row 1, column 1: 2')).toBeVisible();
  await userEvent.keyboard('{ArrowRight}{ArrowDown}{ArrowRight}');
  await expect.element(page.getByText('channel 2, row 2, column 1: -4')).toBeVisible();
});

test('values follow the point', async () => {
  const [page, explorer] = await opened();
  await expect.element(page.getByRole('figure', { name: 'Colours of layer 1: from -4 to 4' })).toBeVisible();
  (values(page, 1).element() as HTMLElement).focus();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(page.getByText('value 1: 2', { exact: true })).toBeVisible();
  explorer.choose({ z: Float32Array.of(1.5, -2, 0.5) });
  await expect.element(page.getByText('value 1: 3', { exact: true })).toBeVisible();
});

test('a channel is enlarged by a click or Enter, and the view holds it', async () => {
  const [page, explorer] = await opened();
  await expect.element(page.getByRole('figure', { name: 'Colours of layer 3: from 0 to 2' })).toBeVisible();
  const [x, y] = spot(values(page, 3), 0.9, 0.5);
  const box = values(page, 3).element().getBoundingClientRect();
  await values(page, 3).click({ position: { x: x - box.left, y: y - box.top } });
  expect(explorer.view.network).toEqual({ layer: 2, channel: 2 });
  await expect.element(page.getByText('Channel 3 of 3')).toBeVisible();
  await page.getByRole('button', { name: 'Before' }).click();
  await expect.element(page.getByText('Channel 2 of 3')).toBeVisible();
  (values(page, 3).element() as HTMLElement).focus();
  await userEvent.keyboard('{Escape}');
  expect(explorer.view.network).toEqual({ layer: 2, channel: null });
});

test('of many layers the shapes are shown, and values once they are asked for', async () => {
  const many = Array.from({ length: 30 }, (_, i): NodeSpec => ({
    op: 'Relu',
    inputs: [i ? `a${i - 1}` : 'z'],
    outputs: [`a${i}`],
  }));
  const [page] = await opened(many);
  await vi.waitFor(() => expect(page.getByText('nn.ReLU()').elements()).toHaveLength(30));
  expect(page.getByRole('group', { name: /returns/ }).elements()).toHaveLength(0);
  await page.getByText('nn.ReLU()').nth(1).click();
  await expect.element(values(page, 2)).toBeVisible();
});

test('a view that names a layer opens the panel', async () => {
  const [, explorer] = await opened();
  explorer.choose({ network: { layer: 1, channel: 0 } });
  const page = show(NetworkPanel, { explorer });
  await expect.element(page.getByText('Channel 1 of 3')).toBeVisible();
});

test.each([
  ['a Python function', { live: ['decoder'] }, 'This model is a Python function'],
  ['without a file', { hashes: {} }, 'This model has no file'],
])('a model that is %s has a sentence instead', async (_, parts, text) => {
  const [page] = await opened(NODES, parts);
  await expect.element(page.getByText(text)).toBeVisible();
});

test('a network that the browser cannot run has the reason instead', async () => {
  const [page] = await opened([{ op: 'Unknown', inputs: ['z'], outputs: ['y'] }]);
  await expect.element(page.getByText(/cannot be shown in the browser. The model uses Unknown/)).toBeVisible();
});
