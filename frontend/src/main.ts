import './page/page.css';
import { normal } from './math/ease';
import { element } from './page/element';
import { draw } from './page/picture';
import { Point } from './page/point';
import { LIMIT, sliders } from './page/sliders';
import { open } from './sources/open';

const IMAGE_LANE = 0;

const canvas = document.querySelector<HTMLCanvasElement>('canvas')!;
const status = document.querySelector<HTMLElement>('#status')!;
const controls = document.querySelector<HTMLElement>('#controls')!;

function say(text: string, wrong = false): void {
  status.textContent = text;
  status.classList.toggle('wrong', wrong);
}

async function start(): Promise<void> {
  const { folder, opened } = await open('./model', new URL('./decode', location.href).href.replace(/^http/, 'ws'));
  document.querySelector('#name')!.textContent = folder.name;
  document.title = `${folder.name} · latentwalk`;

  async function decode(z: Float32Array<ArrayBuffer>): Promise<void> {
    const { source, reason } = await opened;
    try {
      const images = await source.decode(IMAGE_LANE, z, 1);
      if (!images) return;
      draw(canvas, images);
      images.release();
      say(`decoded ${source.place}${reason && `: ${reason}`}`);
      if (!performance.getEntriesByName('first-image').length) performance.mark('first-image');
    } catch (error) {
      throw new Error(`${(error as Error).message} ${reason}`.trim());
    }
  }
  const point = new Point(folder.latentDim, () => {
    show();
    decode(point.z.slice()).catch(({ message }: Error) => say(message, true));
  });
  const show = sliders(document.querySelector('#sliders')!, point);
  const zero = new Float32Array(folder.latentDim);
  // the first image, once and without a movement, since all else is still starting
  point.set(0, 0);

  const presets = document.querySelector('#presets')!;
  for (const [name, z] of folder.presets) presets.append(element('button', { onclick: () => point.moveTo(z) }, name));
  document.querySelector<HTMLButtonElement>('#random')!.onclick = () =>
    point.moveTo(zero.map(() => Math.max(-LIMIT, Math.min(LIMIT, normal()))));
  document.querySelector<HTMLButtonElement>('#reset')!.onclick = () => point.moveTo(zero);
  document.querySelector<HTMLInputElement>('#pixelated')!.onchange = ({ target }) =>
    canvas.classList.toggle('smooth', !(target as HTMLInputElement).checked);
  controls.hidden = false;
}

start().catch(({ message }: Error) => say(message, true));
