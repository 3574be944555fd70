import { describe, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { openFile } from '../../../src/sources/files';
import { Zip } from '../../../src/sources/zip';
import type { Named } from '../../../src/training/reading/sources';
import type { Run } from '../../../src/training/run';
import App from '../../../src/views/App.svelte';
import Train from '../../../src/views/train/Train.svelte';
import { carried, FakeSource, folder, show } from '../world';
import { npy } from '../../training/reading/files';
import { bar, bars } from './pictures';

const model = await (await new FakeSource([folder]).open('0')).model;

function dialog(files?: Named[], open = model) {
  const onstart = vi.fn<(run: Run) => void>();
  const page = show(Train, { files: files && Promise.resolve(files), model: open, onstart, onclose: () => undefined });
  return { page, onstart };
}

async function asFiles(named: Named[]): Promise<File[]> {
  return named.map(({ path, file }) => new File([file as Blob], path.split('/').at(-1)!, { type: 'image/png' }));
}

describe('the dialog', () => {
  test('shows what was read, and what it would take', async () => {
    const { page } = dialog(await bars(24));
    await expect.element(page.getByText('24 pictures of 28 x 28, grey, 2 classes')).toBeVisible();
    await expect.element(page.getByLabelText('Epochs')).toHaveValue('200');
    await expect.element(page.getByText('a few seconds')).toBeVisible();
  });

  test('shows curves that were read, and reads them as pictures if that is wanted', async () => {
    const values = Float32Array.from({ length: 24 * 8 * 32 }, (_, i) => Math.sin(i) / 2);
    const { page } = dialog([{ path: 'waves.npy', file: new Blob([npy('<f4', [24, 8, 32], values)]) }]);
    await expect.element(page.getByText('24 curves of 8 x 32 values')).toBeVisible();
    await expect.element(page.getByLabelText('Some of the curves')).toBeVisible();
    await expect.element(page.getByLabelText('Loss')).toHaveValue('gaussian');
    expect(page.getByLabelText('Network').query()).toBeNull();
    await page.getByLabelText('Read as').selectOptions('pictures');
    await expect.element(page.getByText('24 pictures of 8 x 32, grey')).toBeVisible();
    await expect.element(page.getByLabelText('Loss')).toHaveValue('squared');
  });

  test('says what is wrong with the pictures, and takes others', async () => {
    const { page } = dialog(await bars(3));
    await expect.element(page.getByRole('alert')).toHaveTextContent('At least 20 pictures are needed');
    await userEvent.upload(page.getByLabelText('Files of pictures'), await asFiles(await bars(20)));
    await expect.element(page.getByText('20 pictures of 28 x 28, grey')).toBeVisible();
  });

  test('scales pictures to another size', async () => {
    const { page } = dialog(await bars(20));
    await page.getByLabelText('Size').selectOptions('32 x 32');
    await expect.element(page.getByText('20 pictures of 32 x 32, grey, 2 classes')).toBeVisible();
  });

  test('says why the images of the open model cannot be learned', async () => {
    const { page } = dialog();
    await page.getByRole('button', { name: 'Images of zoo' }).click();
    await expect.element(page.getByRole('alert')).toHaveTextContent('zoo draws no pictures that a network');
  });

  test('takes ten drawings of each of two classes, and varies them', async () => {
    const { page } = dialog();
    await page.getByRole('button', { name: 'Draw …' }).click();
    const use = page.getByRole('button', { name: 'Use the drawings' });
    const pad = page.getByLabelText('Pad for drawings');
    for (const name of ['A', 'B']) {
      await page.getByRole('button', { name: new RegExp(`^${name} `) }).click();
      for (let i = 0; i < 10; i++) {
        await pad.click({ position: { x: 20 + 10 * i, y: name === 'A' ? 30 : 90 } });
        await expect.element(use).toBeDisabled();
        await page.getByRole('button', { name: 'Keep the drawing' }).click();
      }
    }
    await use.click();
    await expect.element(page.getByText('2,000 pictures of 28 x 28, grey, 2 classes')).toBeVisible();
    await expect.element(page.getByText('Each of the 20 drawings is used 100 times')).toBeVisible();
  });

  test('a class of drawings without a name has its letter', async () => {
    const { page } = dialog();
    await page.getByRole('button', { name: 'Draw …' }).click();
    await page.getByLabelText('Name').fill('seven');
    await expect.element(page.getByText('Draw seven 10 times')).toBeVisible();
    await page.getByLabelText('Name').fill(' ');
    await expect.element(page.getByText('Draw A 10 times')).toBeVisible();
  });

  test('forgets a drawing that is pressed', async () => {
    const { page } = dialog();
    await page.getByRole('button', { name: 'Draw …' }).click();
    await page.getByLabelText('Pad for drawings').click();
    await page.getByRole('button', { name: 'Keep the drawing' }).click();
    await page.getByRole('button', { name: 'Remove drawing 1' }).click();
    await expect.element(page.getByText('Draw A 10 times')).toBeVisible();
  });

  test('starts a run with its settings, which ends in a zipped model folder', async () => {
    const { page, onstart } = dialog(await bars(24));
    await page.getByLabelText('Dimensions').selectOptions('3');
    await page.getByLabelText('Epochs').selectOptions('10');
    await page.getByLabelText('Loss').selectOptions('Bernoulli');
    await page.getByRole('button', { name: 'Train' }).click();
    await vi.waitFor(() => expect(onstart).toHaveBeenCalled());
    const [run] = onstart.mock.calls[0]!;
    expect(run.settings).toMatchObject({ latentDim: 3, epochs: 10, likelihood: 'bernoulli' });
    const { file, message } = await run.made;
    expect([file.name, message]).toEqual(['bars.zip', undefined]);
    expect((await Zip.open(file)).names).toContain('encoder.onnx');
  });

  test('goes on from the open model, if the pictures can train it on', async () => {
    const pictures = await bars(24);
    const first = dialog(pictures);
    await first.page.getByLabelText('Dimensions').selectOptions('3');
    await first.page.getByLabelText('Epochs').selectOptions('100');
    expect(first.page.getByLabelText(/Go on from/).query()).toBeNull();
    await first.page.getByRole('button', { name: 'Train' }).click();
    await vi.waitFor(() => expect(first.onstart).toHaveBeenCalled());
    const [stopped] = first.onstart.mock.calls[0]!;
    await stopped.begun;
    stopped.send({ do: 'stop' });
    const { file } = await stopped.made;
    await first.page.getByRole('button', { name: 'Close' }).click();
    const trained = await (await openFile(file)).model;
    const { page, onstart } = dialog(pictures, trained);
    await page.getByLabelText(/Go on from bars, at epoch \d+\.\d of 100, as if it had not stopped/).click();
    await expect.element(page.getByLabelText('Epochs')).toHaveValue('100');
    await page.getByLabelText('Epochs').selectOptions('200');
    await expect.element(page.getByLabelText(/Go on from bars, at epoch \d+\.\d of 200/)).toBeVisible();
    await expect.element(page.getByLabelText('Dimensions')).toHaveValue('3');
    await expect.element(page.getByLabelText('Dimensions')).toBeDisabled();
    await page.getByLabelText('Go on from bars').click();
    await expect.element(page.getByLabelText('Dimensions')).toHaveValue('2');
    await page.getByLabelText('Go on from bars').click();
    // other pictures begin anew
    await userEvent.upload(page.getByLabelText('Files of pictures'), await asFiles(await bars(20)));
    await expect.element(page.getByText('20 pictures of 28 x 28, grey')).toBeVisible();
    await expect.element(page.getByLabelText('Dimensions')).toHaveValue('2');
    await page.getByLabelText('Go on from bars, with its weights and the state of its optimizer').click();
    await expect.element(page.getByLabelText('Dimensions')).toHaveValue('3');
    await page.getByRole('button', { name: 'Train' }).click();
    await vi.waitFor(() => expect(onstart).toHaveBeenCalled());
    const [run] = onstart.mock.calls[0]!;
    expect(run.settings.latentDim).toBe(3);
    await run.made;
  });
});

describe('on the page', () => {
  const offered = { address: false, title: '', start: '', hide: [], onview: undefined };
  const loaders = {
    train: () => import('../../../src/views/train/Train.svelte'),
    training: () => import('../../../src/views/training/Training.svelte'),
  };

  test('a model is trained, takes the place of the one that learned, and can be saved', async () => {
    const page = show(App, { source: new FakeSource([folder]), ...offered, ...loaders }, 900);
    await page.getByLabelText('Model').selectOptions('Train on your own data …');
    await userEvent.upload(page.getByLabelText('Files of pictures'), await asFiles(await bars(40)));
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await expect.element(page.getByText('my pictures is trained. This browser keeps it')).toBeVisible();
    await expect.element(page.getByText('40 encoded images')).toBeInTheDocument();
    await expect.element(page.getByTitle('Save the trained model')).toBeVisible();
    await page.getByRole('button', { name: 'Forget this model' }).click();
    await expect.element(page.getByLabelText('Model')).toHaveValue('0');
    await expect.element(page.getByText('60 encoded images')).toBeInTheDocument();
    await expect.element(page.getByRole('region', { name: 'Training' })).not.toBeInTheDocument();
  });

  test('several dropped pictures open the dialog, one is placed as before', async () => {
    const page = show(App, { source: new FakeSource([folder]), ...offered, ...loaders }, 800);
    await expect.element(page.getByLabelText('Model')).toBeVisible();
    const drop = (...files: File[]): void => {
      const event = new DragEvent('drop', { dataTransfer: carried(...files), bubbles: true, cancelable: true });
      page.element().querySelector('.latentwalk')!.dispatchEvent(event);
    };
    drop(...(await asFiles([{ path: 'a.png', file: await bar(1) }])));
    await expect.element(page.getByRole('button', { name: 'Undo' })).toBeEnabled();
    drop(...(await asFiles(await bars(20))));
    await expect.element(page.getByText('20 pictures of 28 x 28, grey')).toBeVisible();
  });

  test('a page that does not offer it has no such entry', async () => {
    const page = show(App, { source: new FakeSource([folder]), ...offered }, 800);
    await expect.element(page.getByLabelText('Model')).toBeVisible();
    expect(page.getByText('Train on your own data …').query()).toBeNull();
  });
});
