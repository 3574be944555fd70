import type { CurveOutput } from '../outputs/curve';
import { cellsOf } from '../outputs/csv';
import type { Numbers, Output } from '../outputs/output';
import type { Explorer } from '../state/explorer.svelte';
import { isolated } from '../state/names';
import { controls } from './conditions/late';
import { placePicture } from './picture';

/** The most bytes of a table. */
const MOST_BYTES = 64 * 2 ** 20;

/** Places a dropped or chosen file in the latent space: a picture or, for other outputs, a table or a sound. */
export async function bring(explorer: Explorer, file: File): Promise<void> {
  const { output } = explorer.folder;
  if (output.kind === 'image') return placePicture(explorer, file);
  const sample = isSound(output) && /^audio\//.test(file.type) ? await heard(output, file) : await tabled(output, file);
  await placeSample(explorer, sample);
}

/** Finds the latent point of a sample and moves there, unless a later sample superseded it. */
export async function placeSample(explorer: Explorer, sample: Numbers): Promise<void> {
  const given = explorer.placing.conditional ? explorer.given : undefined;
  const posterior = await explorer.placing.find(sample);
  if (!posterior) return;
  explorer.setPlaced({ sample, posterior, strokes: [], given });
  explorer.moveTo(posterior.mean.slice());
  if (given) explorer.say((await controls()).placedWords(explorer, given));
}

function isSound(output: Output): output is CurveOutput {
  return output.kind === 'curve' && (output as CurveOutput).curve.rate !== null;
}

async function tabled(output: Output, file: File): Promise<Numbers> {
  const what = `${output.many}${isSound(output) ? ', as a CSV or a sound' : ', as a CSV'}`;
  if (file.size > MOST_BYTES || /^(image|video|audio)\//.test(file.type))
    throw new Error(`${isolated(file.name)} cannot be placed: this model has ${what}.`);
  try {
    const cells = cellsOf(await file.text());
    if (!cells.length) throw new Error('it is empty');
    return output.read(cells);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${isolated(file.name)} cannot be placed: ${message}. This model has ${what}.`, { cause: error });
  }
}

/** A sound at the model's rate, as long as its curves: the rest is cut off, or silent. */
async function heard({ curve, many }: CurveOutput, file: File): Promise<Numbers> {
  const { length, channels, low, high, rate } = curve;
  let sound: AudioBuffer;
  try {
    sound = await new OfflineAudioContext(1, 1, rate!).decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new Error(`${isolated(file.name)} cannot be placed: this browser cannot read it, or not at ${rate} Hz.`);
  }
  if (!sound.length) throw new Error(`${isolated(file.name)} cannot be placed: it is silent. This model has ${many}.`);
  const sample = new Float32Array(channels.length * length).fill((low + high) / 2);
  channels.forEach((_, line) => {
    const values = sound.getChannelData(Math.min(line, sound.numberOfChannels - 1)).subarray(0, length);
    values.forEach((value, i) => (sample[line * length + i] = (low + high) / 2 + (value * (high - low)) / 2));
  });
  return sample;
}
