import { defaultsOf } from '../conditions/condition';
import { joined } from '../conditions/rows';
import type { Network } from '../engine/network';
import type { Vector } from '../math/vector';
import type { Range } from '../sources/folder';
import { PackedSource } from '../sources/packed';
import { partial } from '../sources/partial';
import type { Entry } from '../sources/source';
import type { Handle } from '../mount';
import { LANES } from '../state/lanes';
import { FIRST_IMAGE, show } from '../views/pictures';
import type { Held } from './loader';

/** Milliseconds to wait for the first image before the page is built without it. */
const PATIENCE = 1000;

/** What the exporter wrote into the page. */
interface Settings {
  title: string;
  start: string;
  hide: string[];
  /** The path of ONNX Runtime's gzipped WebAssembly; null if the page has none. */
  runtime: string | null;
  /** Whether the lesson has the reader train models. */
  exercises: boolean;
  /** Whether readers can train a model on their own pictures. */
  train: boolean;
  models: { id: string; name: string; latent_dim: number }[];
}

async function fetched(path: string, part?: Range): Promise<ArrayBuffer> {
  const response = await fetch(new URL(path, document.baseURI), partial(part)).catch(() => undefined);
  if (!response?.ok) throw new Error(`${path} could not be loaded${response ? ` (${response.status})` : ''}.`);
  return response.arrayBuffer();
}

const { title, start, hide, models, runtime, exercises, train } = JSON.parse(
  document.querySelector('#latentwalk')!.textContent,
) as Settings;
const entries = models.map(({ id, name, latent_dim: latentDim }): Entry => ({ id, name, latentDim }));
const { latentwalk: held } = globalThis as { latentwalk?: Held };
const read = held?.read ?? fetched;

/** The first byte of gzip data. */
const GZIP = 0x1f;

/** Opens a file that the engine cannot run with ONNX Runtime. */
async function larger(file: ArrayBuffer): Promise<Network> {
  const [{ Runtime }, gzipped] = await Promise.all([import('../runtime/client'), read(runtime!)]);
  // the host may have decompressed it already
  if (new Uint8Array(gzipped)[0] !== GZIP) return Runtime.open(file, gzipped);
  return Runtime.open(
    file,
    await new Response(new Blob([gzipped]).stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer(),
  );
}

const source = new PackedSource(entries, read, runtime ? larger : undefined);

/** Decodes and shows the image at a point, or at the origin, before anything else, as the served page does. */
async function first(canvas: HTMLCanvasElement, id: string, point: Vector): Promise<void> {
  const {
    folder: { latentDim, output, conditions },
    model,
  } = await source.begin(id);
  const z = point.length === latentDim && point.every(Number.isFinite) ? point : new Float32Array(latentDim);
  const samples = await (await model).decode(LANES.image, joined({ z, given: defaultsOf(conditions) }), 1);
  if (!samples) return;
  show(canvas, output, samples.numbers, { width: canvas.clientWidth, height: canvas.clientHeight });
  performance.mark(FIRST_IMAGE);
}

async function open(): Promise<Handle> {
  const app = document.querySelector('#app')!;
  const link = new URLSearchParams((location.hash || start).replace(/^#/, ''));
  const id = entries.find(({ name }) => name === link.get('model'))?.id ?? '0';
  const z = Float32Array.from((link.get('z') ?? '').split(','), Number);
  // the page reads what a link gives besides z; if this fails, it fails again there, which reports it
  const given = link.has('given');
  const image = given ? undefined : first(app.querySelector('canvas')!, id, z).catch(() => undefined);
  await Promise.race([image, new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  const { mount } = await import('./page');
  app.replaceChildren();
  return mount(app, source, {
    address: true,
    title,
    start,
    hide,
    ...((exercises || train) && { training: () => import('../views/training/Training.svelte') }),
    ...(train && { train: () => import('../views/train/Train.svelte') }),
  });
}

const opened = open();
// the rest of the page is loaded late, and a damaged file may lack it
opened.catch(({ message }: Error) => {
  document
    .querySelector('#app')!
    .replaceChildren(
      Object.assign(document.createElement('p'), { textContent: `This page could not be opened: ${message}` }),
    );
});

const notes = document.querySelector<HTMLElement>('.notes');
// a link in the text beside the explorer leads to a view, and the explorer may be scrolled out of sight
notes?.addEventListener('click', (event) => {
  if ((event.target as Element).closest('a[href^="#"]')) document.querySelector('#app')!.scrollIntoView();
});
if (notes?.classList.contains('lesson'))
  void import('./lesson/lesson').then(({ practise, showImage, teach }) => {
    practise(notes, source, opened);
    teach(notes, (view) => {
      if (view) location.hash = view;
      // a failure was reported above
      opened.then(
        () => showImage(document.querySelector<HTMLElement>('#app')!),
        () => undefined,
      );
    });
  });
