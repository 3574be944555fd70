import { first } from './first';
import { ServerSource } from './sources/server';

/** The page may be built before the first image is there, if that takes longer than this, in milliseconds. */
const PATIENCE = 1000;

const source = new ServerSource(new URL('.', location.href).href);

async function start(): Promise<void> {
  const app = document.querySelector('#app')!;
  // a link has a point of its own; what fails here fails again, in a page that says so
  const image = location.hash ? undefined : first(app.querySelector('canvas')!, source.begin('0')).catch(() => undefined);
  await Promise.race([image, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const { mount } = await import('./mount');
  app.replaceChildren();
  mount(app, source, { address: true });
}

void start();
