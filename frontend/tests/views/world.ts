import { mount, unmount, type Component } from 'svelte';
import { afterEach, expect, vi } from 'vitest';
import { page, type Locator } from 'vitest/browser';
import type { Network } from '../../src/engine/network';
import { widthOfAll } from '../../src/conditions/condition';
import type { Vector } from '../../src/math/vector';
import type { Rendering } from '../../src/schedule/progress';
import type { Atlas } from '../../src/sources/atlas';
import type { Folder, Range } from '../../src/sources/folder';
import type { Entry, Model, Opening, Posterior, Samples, Show, Source } from '../../src/sources/source';
import type { Tile } from '../../src/sources/tile';
import { Explorer } from '../../src/state/explorer.svelte';
import { imageOutput } from '../outputs/images';
import '../../src/views/look.css';

/** Side length of the fake model's images. */
export const SIDE = 4;
const CLASSES = ['cat', 'dog', 'owl'];
/** The centres of the classes in the first two dimensions; the third carries no information. */
export const MIDDLES = [
  [-1.5, -1],
  [1.5, -1],
  [0, 1.5],
] as const;
/** Encoded images per class. */
export const EACH = 20;

export const folder: Folder = {
  name: 'zoo',
  latentDim: 3,
  output: imageOutput({ height: SIDE, width: SIDE }),
  classes: CLASSES,
  conditions: [],
  conditionalEncoder: false,
  presets: CLASSES.map((name, i) => ({ name, z: Float32Array.of(...MIDDLES[i]!, 0) })),
  latentShape: null,
  start: null,
  prior: [],
  provenance: {},
  hashes: { 'decoder.onnx': 'ab', 'encoder.onnx': 'cd' },
  live: [],
  predictor: null,
  training: false,
};

/** The pixels that the fake decodes a row to: one grey per number, repeated. */
export function pixelsOf(z: ArrayLike<number>, length = SIDE * SIDE): number[] {
  return Array.from({ length }, (_, i) => Math.max(0, Math.min(255, Math.round(127 + 40 * z[i % z.length]!))));
}

/** The values that the fake decodes a point to if they are no pixels: its dimensions, repeated, a tenth of each. */
export function valuesOf(z: ArrayLike<number>, length: number): number[] {
  return Array.from({ length }, (_, i) => z[i % z.length]! / 10);
}

/** Encoded images around the centres of their classes, equally wide, along the spokes of a wheel. */
export function zoo(classes: number = MIDDLES.length): Atlas {
  const n = classes * EACH;
  const label = Int32Array.from({ length: n }, (_, i) => Math.floor(i / EACH));
  const mean = new Float32Array(3 * n);
  for (let i = 0; i < n; i++) {
    const [x, y] = MIDDLES[label[i]! % MIDDLES.length]!;
    const [angle, away] = [(2 * Math.PI * (i % EACH)) / EACH, 0.25 + 0.01 * (i % EACH)];
    mean.set([x + away * Math.cos(angle), y + away * Math.sin(angle), 0], 3 * i);
  }
  const logvar = Float32Array.from(mean, (_, i) => (i % 3 === 2 ? 0 : -3));
  return { n, mean, logvar, label, split: new Uint8Array(n), error: new Float32Array(n), layout: null };
}

/** A model that decodes by a formula, without delay, and records its requests. */
export class Fake implements Model {
  readonly place = 'in this browser';
  readonly reason = '';
  readonly asked: { lane: number; n: number }[] = [];
  /** The rows (n, d + w) of each request to decode. */
  readonly rows: Vector[] = [];
  closed = false;
  /** The error to fail with. */
  fault: string | null = null;

  constructor(
    readonly folder: Folder,
    private readonly data: Atlas | null,
  ) {}

  async decode(lane: number, z: Vector, n: number, exact = false): Promise<Samples | null> {
    this.asked.push({ lane, n });
    this.rows.push(z);
    if (this.fault) throw new Error(this.fault);
    const d = this.folder.latentDim + widthOfAll(this.folder.conditions);
    const { size, pixels: rounded } = this.folder.output;
    const pixels = rounded && !exact;
    const numbers = pixels ? new Uint8Array(n * size) : new Float32Array(n * size);
    for (let i = 0; i < n; i++) {
      const point = z.subarray(i * d, (i + 1) * d);
      numbers.set(pixels ? pixelsOf(point, size) : valuesOf(point, size), i * size);
    }
    return { n, numbers, release: () => undefined };
  }

  async stream(lane: number, z: Vector, n: number, _least: number, show: Show): Promise<void> {
    const images = await this.decode(lane, z, n);
    if (images)
      show(
        images,
        Array.from({ length: n }, (_, i) => i),
      );
  }

  /** Reports progress, and the loss of a worker, to the page. */
  report: (rendering: Rendering | null) => void = () => undefined;
  lose: (message: string) => void = () => undefined;

  watch(report: Fake['report'], lose: Fake['lose']): void {
    Object.assign(this, { report, lose });
  }

  /** The first dimension of the mean is the brightness of the image; the others are zero. */
  async part(name: string, range: Range): Promise<ArrayBuffer> {
    return this.files[name]!.slice(...range);
  }

  async encode(_lane: number, images: Vector, n: number): Promise<Posterior | null> {
    if (this.fault) throw new Error(this.fault);
    const d = this.folder.latentDim;
    const size = images.length / n;
    const mean = Float32Array.from({ length: n * d }, (_, i) =>
      i % d ? 0 : images.subarray((i / d) * size, (i / d + 1) * size).reduce((sum, value) => sum + value, 0) / size,
    );
    return { mean, logvar: new Float32Array(n * d).fill(-2) };
  }

  /** Set for a model whose predictor runs where it comes from. */
  predictThere: Model['predictThere'] = null;

  /** What a further network is; unset if none can be opened. */
  network: Network | null = null;

  async openNetwork(): Promise<Network> {
    if (!this.network) throw new Error('The engine cannot run this network.');
    return this.network;
  }

  async atlas(): Promise<Atlas | null> {
    return this.data;
  }

  /** Files of the folder, by name. */
  readonly files: Record<string, ArrayBuffer> = {};
  /** The decoders that were applied. */
  readonly applied: ArrayBuffer[] = [];
  readonly renewable = true;

  async file(name: string): Promise<ArrayBuffer> {
    return this.files[name]!;
  }

  async renew(decoder: ArrayBuffer): Promise<void> {
    if (this.fault) throw new Error(this.fault);
    this.applied.push(decoder);
  }

  close(): void {
    this.closed = true;
  }
}

/** A tile of the first two dimensions of the fake model. */
export function tileOf(section = ''): Tile {
  return {
    text: 'Animals: walk from a cat to an owl.',
    licence: 'MIT',
    section,
    items: 60,
    origin: Float32Array.of(0, 0, 1),
    right: Float32Array.of(2, 0, 0),
    up: Float32Array.of(0, 3, 0),
    shown: [0.5, -0.5],
    given: new Float32Array(0),
  };
}

/** A source of fake models. */
export class FakeSource implements Source {
  /** Reports to the page that the source is lost or back. */
  lose: (lost: boolean) => void = () => undefined;
  /** Errors for models that cannot be opened, by id. */
  readonly faults: Record<string, string> = {};

  constructor(private readonly folders: readonly Folder[] = [folder, { ...folder, name: 'farm' }]) {}

  async list(): Promise<Entry[]> {
    return this.folders.map(({ name, latentDim }, id) => ({ id: `${id}`, name, latentDim }));
  }

  async open(id: string): Promise<Opening> {
    if (this.faults[id]) throw new Error(this.faults[id]);
    const opened = this.folders[Number(id)]!;
    return { folder: opened, model: Promise.resolve(new Fake(opened, zoo())) };
  }

  watch(changed: (lost: boolean) => void): void {
    this.lose = changed;
  }
}

/** An explorer with its model; the atlas is loaded unless `data` is null. */
export async function walked({ data = zoo(), ...parts }: Partial<Folder> & { data?: Atlas | null } = {}): Promise<{
  explorer: Explorer;
  model: Fake;
}> {
  const model = new Fake({ ...folder, ...parts }, data);
  const explorer = new Explorer(model);
  await explorer.loadAtlas();
  return { explorer, model };
}

/** Removes the mounted component. */
let leave: (() => void) | undefined;
afterEach(() => leave?.());

/** Mounts one component `width` pixels wide, with the page's style. Returns its locator. */
export function show<P extends Record<string, any>>(component: Component<P, any, any>, props: P, width = 400): Locator {
  leave?.();
  const target = document.createElement('div');
  target.className = 'latentwalk';
  target.dataset.testid = 'shown';
  target.style.width = `${width}px`;
  document.body.style.margin = '0';
  // as wide as the window, like the page
  document.body.style.container = 'latentwalk / inline-size';
  document.body.append(target);
  const shown = mount(component, { target, props });
  leave = () => {
    leave = undefined;
    void unmount(shown);
    target.remove();
  };
  return page.getByTestId('shown');
}

/** The red values of a canvas's pixels. */
export function seen(canvas: Element): number[] {
  const { width, height } = canvas as HTMLCanvasElement;
  const { data } = (canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, width, height);
  return Array.from({ length: width * height }, (_, i) => data[4 * i]!);
}

/** The current point, rounded for comparisons. */
export function at(explorer: Explorer, digits = 3): number[] {
  return Array.from(explorer.view.z, (value) => Number(value.toFixed(digits)) + 0);
}

/** A position on an element, given as shares of its sides, in pixels of the page. */
export function spot(element: Element | Locator, x = 0.5, y = 0.5): [number, number] {
  const box = ('element' in element ? element.element() : element).getBoundingClientRect();
  return [box.left + x * box.width, box.top + y * box.height];
}

/** The file that `act` saves. */
export async function saved(act: () => Promise<void>): Promise<{ name: string; content: Blob }> {
  const files: Promise<{ name: string; content: Blob }>[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
    files.push(fetch(this.href).then(async (response) => ({ name: this.download, content: await response.blob() })));
  });
  try {
    await act();
    await vi.waitFor(() => expect(files).toHaveLength(1), { timeout: 8000 });
    return await files[0]!;
  } finally {
    click.mockRestore();
  }
}

/** A small picture of one grey, as a file. */
export async function picture(grey: number, name = 'picture.png'): Promise<File> {
  const canvas = new OffscreenCanvas(8, 8);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
  context.fillRect(0, 0, 8, 8);
  return new File([await canvas.convertToBlob()], name, { type: 'image/png' });
}

/** Files as dragged or pasted. */
export function carried(...files: File[]): DataTransfer {
  const data = new DataTransfer();
  for (const file of files) data.items.add(file);
  return data;
}
