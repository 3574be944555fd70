import './geometry-page';
import './training-page';
import './cores-page';
import './gpu-page';
import { Engine } from '../src/engine/index';
import Rival from './rival?worker';

export interface Times {
  batch: number;
  ours: number[];
  bytes: number[];
  rival: number[];
  difference: number;
}

export interface Report {
  times: Times[];
  start: { ours: number; rival: number };
  /** The number of latent dimensions, and the size and values of the images. */
  size: number;
  image: { channels: number; height: number; width: number };
}

/** Round trips from posting z to receiving the images, alternating between both engines, so that noise affects both. */
async function bench(url: string, batches: number[], budget: number): Promise<Report> {
  const file = await (await fetch(url)).arrayBuffer();
  const started = performance.now();
  const engine = await Engine.open(file.slice(0));
  const input = engine.inputs[0]!;
  const output = engine.outputs[0]!.name;
  const size = input.shape.slice(1).reduce((a, b) => a * b, 1);
  await engine.run({ lane: 0, inputs: { [input.name]: new Float32Array(size) }, batch: 1 });
  const ours = performance.now() - started;

  const rival = new Rival();
  const ask = (message: unknown): Promise<Float32Array> =>
    new Promise((resolve, reject) => {
      rival.onmessage = ({ data }) => resolve(data);
      rival.onerror = ({ message: text }) => reject(new Error(text));
      rival.postMessage(message);
    });
  const restarted = performance.now();
  await ask(file.slice(0));
  await ask({ z: new Float32Array(size), batch: 1 });
  const start = { ours, rival: performance.now() - restarted };

  const times: Times[] = [];
  for (const batch of batches) {
    const z = Float32Array.from({ length: batch * size }, () => 6 * Math.random() - 3);
    const one: Times = { batch, ours: [], bytes: [], rival: [], difference: 0 };
    const timed = async <T>(list: number[], work: () => Promise<T>): Promise<T> => {
      const begin = performance.now();
      const result = await work();
      list.push(performance.now() - begin);
      return result;
    };
    const round = async (): Promise<void> => {
      const mine = await timed(one.ours, () => engine.run({ lane: 0, inputs: { [input.name]: z }, batch }));
      const bytes = await timed(one.bytes, () =>
        engine.run({ lane: 0, inputs: { [input.name]: z }, batch, pixels: { low: -1, high: 1 } }),
      );
      engine.recycle(bytes[output]!);
      const theirs = await timed(one.rival, () => ask({ z, batch }));
      mine[output]!.forEach((value, i) => (one.difference = Math.max(one.difference, Math.abs(value - theirs[i]!))));
      engine.recycle(mine[output]!);
    };
    for (let i = 0; i < 5; i++) await round();
    for (const list of [one.ours, one.bytes, one.rival]) list.length = 0;
    for (const until = performance.now() + budget; performance.now() < until || one.ours.length < 30;) await round();
    times.push(one);
  }
  const [, channels, height, width] = engine.outputs[0]!.shape as [number, number, number, number];
  return { times, start, size, image: { channels, height, width } };
}

Object.assign(window, { bench });
