import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { weightsOf } from '../../../src/engine/weights';
import { DECODER } from '../../../src/sources/folder';
import type { Update, Command } from '../../../src/sources/training';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Training from '../../../src/views/training/Training.svelte';
import { safetensors } from '../../safetensors';
import { model as onnx } from '../../writer';
import { EACH, show, walked, type Fake } from '../world';

/** The server's side of the connection. */
class Wire {
  static last: Wire;
  static readonly OPEN = 1;
  readyState = 1;
  readonly asked: Command[] = [];
  onopen = (): void => undefined;
  onmessage = (_: { data: string | ArrayBuffer }): void => undefined;
  onclose = (): void => undefined;

  constructor(readonly address: string) {
    Wire.last = this;
    queueMicrotask(() => this.onopen());
  }

  send(text: string): void {
    this.asked.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
    this.onclose();
  }

  tell(part: Partial<Update>): void {
    this.onmessage({
      data: JSON.stringify({
        type: 'status',
        points: [],
        now: 'training',
        step: 20,
        steps: 10,
        epochs: 5,
        beta: 1,
        factor: 1,
        rate: 0.006,
        ...part,
      }),
    });
  }
}

beforeEach(() => vi.stubGlobal('WebSocket', Wire));
afterEach(() => vi.unstubAllGlobals());

const HALF = { 1: 0x3c00, 2: 0x4000 } as const;
const N = 3 * EACH;

/** A snapshot whose one weight is `weight`, and all of whose means are. */
function snapshot(weight: 1 | 2): ArrayBuffer {
  const all = new Uint16Array(3 * N).fill(HALF[weight]);
  return safetensors({
    'decoder.w': { shape: [1], data: Uint16Array.of(HALF[weight]) },
    mean: { shape: [N, 3], data: all },
    logvar: { shape: [N, 3], data: new Uint16Array(3 * N) },
    step: { shape: [1], data: Int32Array.of(1) },
  });
}

async function learning(): Promise<{
  explorer: Explorer;
  model: Fake;
  onended: ReturnType<typeof vi.fn>;
  page: ReturnType<typeof show>;
  wire: Wire;
}> {
  const { explorer, model } = await walked({ training: true });
  model.files[DECODER] = onnx([{ op: 'Add', inputs: ['z', 'w'], outputs: ['image'] }], { z: [-1, 3] }, ['image'], {
    w: { shape: [1], data: Float32Array.of(9) },
  }).slice().buffer;
  const onended = vi.fn();
  const page = show(Training, { explorer, onended, address: 'ws://here/training' }, 1200);
  await vi.waitFor(() => expect(Wire.last?.address).toBe('ws://here/training'));
  await new Promise((resolve) => setTimeout(resolve));
  return { explorer, model, onended, page, wire: Wire.last };
}

test('the curves grow with each update', async () => {
  const { page, wire } = await learning();
  wire.tell({
    points: [
      ['held_out', 0, 400, [0.1, 0.2, 0]],
      ['train', 10, 300],
    ],
  });
  await expect.element(page.getByRole('img', { name: 'Losses: held out 400.0, training 300.0' })).toBeVisible();
  wire.tell({
    points: [
      ['train', 20, 200],
      ['held_out', 20, 190, [1.25, 0.5, 0]],
    ],
    step: 25,
  });
  await expect.element(page.getByRole('img', { name: 'Losses: held out 190.0, training 200.0' })).toBeVisible();
  expect(
    page.getByRole('img', { name: 'Losses' }).element().querySelector('.train')!.getAttribute('points')!.split(' '),
  ).toHaveLength(2);
  await expect.element(page.getByText('epoch 3 of 5')).toBeVisible();
  await expect.element(page.getByText('step 25 of 50')).toBeVisible();
  await expect.element(page.getByText('1.25')).toBeVisible();
});

test('it says where gradients are computed, if that is on the GPU', async () => {
  const { page, wire } = await learning();
  wire.tell({ step: 25, onGpu: true });
  await expect.element(page.getByText('epoch 3 of 5, on the GPU')).toBeVisible();
});

test('the newest snapshot is applied, and the map moves', async () => {
  const { explorer, model, wire } = await learning();
  wire.onmessage({ data: snapshot(1) });
  wire.onmessage({ data: snapshot(2) });
  await vi.waitFor(() => {
    const file = model.applied.at(-1);
    expect(file && new Float32Array(weightsOf(new Uint8Array(file)).get('w')!.slice().buffer)[0]).toBe(2);
  });
  await vi.waitFor(() => expect(explorer.encoded.atlas!.mean[0]).toBe(2));
  expect(explorer.encoded.atlas!.label).toHaveLength(N);
});

test('a screen reader hears of each epoch, but not of each step', async () => {
  const { page, wire } = await learning();
  wire.tell({ step: 25 });
  await expect.element(page.getByText('step 25 of 50')).toBeVisible();
  const heard = page
    .getByRole('status')
    .elements()
    .map(({ textContent }) => textContent.trim());
  expect(heard).toContain('epoch 3 of 5');
  expect(heard.join()).not.toContain('step');
});

test('it can be paused, stepped and resumed', async () => {
  const { page, wire } = await learning();
  wire.tell({});
  await page.getByRole('button', { name: 'Pause the training' }).click();
  expect(wire.asked).toEqual([{ do: 'pause' }]);
  wire.tell({ now: 'paused' });
  await page.getByRole('button', { name: 'Step' }).click();
  await page.getByRole('button', { name: 'Epoch' }).click();
  await page.getByRole('button', { name: 'Resume the training' }).click();
  expect(wire.asked.slice(1)).toEqual([{ do: 'step' }, { do: 'epoch' }, { do: 'resume' }]);
});

test('beta and the rate can be changed, and changes are marked on the curve', async () => {
  const { page, wire } = await learning();
  wire.tell({
    points: [
      ['train', 10, 300],
      ['train', 20, 200],
    ],
  });
  const beta = page.getByRole('slider', { name: 'Weight of the divergence from the prior' });
  await expect.element(beta).toBeEnabled();
  (beta.element() as HTMLElement).focus();
  await userEvent.keyboard('{Home}');
  expect(wire.asked).toEqual([{ do: 'change', what: 'beta', to: 0 }]);
  (page.getByRole('slider', { name: 'Factor of the learning rate' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{End}');
  expect(wire.asked[1]).toEqual({ do: 'change', what: 'rate', to: 10 });
  wire.tell({ points: [['change', 15, 'rate', 1, 10]], factor: 10, rate: 0.06 });
  await expect.element(page.getByText('rate × 10', { exact: true })).toBeVisible();
  await expect.element(page.getByText('10 = 0.060')).toBeVisible();
});

test('a repeated press stops it', async () => {
  const { page, wire } = await learning();
  wire.tell({});
  await page.getByRole('button', { name: 'Stop' }).click();
  expect(wire.asked).toEqual([]);
  await page.getByRole('button', { name: 'Really stop?' }).click();
  expect(wire.asked).toEqual([{ do: 'stop' }]);
  wire.tell({ now: 'stopped', message: 'Stopped. The epochs that ended are kept.' });
  await expect.element(page.getByText('The epochs that ended are kept')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Epoch' })).toBeDisabled();
});

test('its end is reported once, and a lost connection is shown', async () => {
  const { onended, page, wire } = await learning();
  wire.tell({});
  wire.onclose();
  await expect.element(page.getByText('connection to the training was lost')).toBeVisible();
  await vi.waitFor(() => expect(Wire.last).not.toBe(wire), { timeout: 4000 });
  await new Promise((resolve) => setTimeout(resolve));
  Wire.last.tell({ now: 'ended' });
  expect(onended.mock.calls).toEqual([[true]]);
});

test('a training without a model ends too, and only an error looks like one', async () => {
  for (const [now, faulty] of [
    ['stopped', false],
    ['failed', true],
  ] as const) {
    const { onended, page, wire } = await learning();
    wire.tell({ now, message: `Now it is ${now}.` });
    await expect.element(page.getByText(`Now it is ${now}.`)).toBeVisible();
    expect(!!page.getByText(`Now it is ${now}.`).element().closest('.wrong')).toBe(faulty);
    expect(onended.mock.calls).toEqual([[false]]);
  }
});
