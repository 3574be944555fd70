import { defaultsOf } from './conditions/condition';
import { joined } from './conditions/rows';
import { ServerSource } from './sources/server';
import { LANES } from './state/lanes';
import { isNew } from './views/hint';
import { FIRST_IMAGE, show } from './views/pictures';

/** Milliseconds to wait for the first image before the page is built without it. */
const PATIENCE = 1000;

const source = new ServerSource(new URL('.', location.href).href);

/** Decodes and shows the image at the origin before the script of the page itself is loaded. */
async function first(canvas: HTMLCanvasElement): Promise<void> {
  const { folder, model } = await source.begin('0');
  const row = joined({ z: new Float32Array(folder.latentDim), given: defaultsOf(folder.conditions) });
  const samples = await (await model).decode(LANES.image, row, 1);
  if (!samples) return;
  show(canvas, folder.output, samples.numbers, { width: canvas.clientWidth, height: canvas.clientHeight });
  performance.mark(FIRST_IMAGE);
}

async function start(): Promise<void> {
  const app = document.querySelector('#app')!;
  // a link has its own point; if this fails, it fails again in the page, which reports it
  const image = location.hash ? undefined : first(app.querySelector('canvas')!).catch(() => undefined);
  await Promise.race([image, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const { mount } = await import('./mount');
  app.replaceChildren();
  mount(app, source, {
    address: true,
    training: () => import('./views/training/Training.svelte'),
    train: () => import('./views/train/Train.svelte'),
    hint: isNew(location.hash) ? () => import('./views/Hint.svelte') : undefined,
  });
}

void start();
