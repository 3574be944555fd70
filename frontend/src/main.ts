import { ServerSource } from './sources/server';
import { LANES } from './state/lanes';
import { FIRST_IMAGE, draw } from './views/pictures';

/** The page may be built before the first image is there, if that takes longer than this, in milliseconds. */
const PATIENCE = 1000;

const source = new ServerSource(new URL('.', location.href).href);

/** The image at the origin goes before all else: it is decoded and shown before the page itself is even read. */
async function first(canvas: HTMLCanvasElement): Promise<void> {
  const { folder, model } = await source.begin('0');
  const images = await (await model).decode(LANES.image, new Float32Array(folder.latentDim), 1);
  if (!images) return;
  draw(canvas, images);
  performance.mark(FIRST_IMAGE);
}

async function start(): Promise<void> {
  const app = document.querySelector('#app')!;
  // a link has a point of its own; what fails here fails again, in a page that says so
  const image = location.hash ? undefined : first(app.querySelector('canvas')!).catch(() => undefined);
  await Promise.race([image, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const { mount } = await import('./mount');
  app.replaceChildren();
  mount(app, source, { address: true, training: () => import('./views/training/Training.svelte') });
}

void start();
