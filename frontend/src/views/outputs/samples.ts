import type { CategoriesOutput } from '../../outputs/categories';
import { cellsOf } from '../../outputs/csv';
import { npySample } from '../../outputs/npy';
import type { CurveOutput } from '../../outputs/curve';
import type { Numbers, Output } from '../../outputs/output';
import { isolated } from '../../state/names';

/** The most bytes of a table. */
const MOST_BYTES = 64 * 2 ** 20;

/** The sample in a file: a table or, for curves with a rate, a sound. Rejects with a sentence. */
export async function sampleIn(file: File, output: Output): Promise<Numbers> {
  return isSound(output) && /^audio\//.test(file.type) ? heard(output, file) : tabled(output, file);
}

function isSound(output: Output): output is CurveOutput {
  return output.kind === 'curve' && (output as CurveOutput).curve.rate !== null;
}

async function tabled(output: Output, file: File): Promise<Numbers> {
  const also = isSound(output) ? ', a sound' : output.kind === 'categories' ? ', a text' : '';
  const what = `${output.many}, as a CSV${also} or an NPY`;
  if (file.size > MOST_BYTES || /^(image|video|audio)\//.test(file.type))
    throw new Error(`${isolated(file.name)} cannot be placed: this model has ${what}.`);
  try {
    if (/\.npy$/i.test(file.name)) return npySample(await file.arrayBuffer(), output);
    const text = await file.text();
    if (output.kind === 'categories' && !/\.csv$/i.test(file.name))
      return (output as CategoriesOutput).samplesOf(text.split(/\r\n?|\n/)[0]!);
    const cells = cellsOf(text);
    if (!cells.length) throw new Error('it is empty');
    return output.read(cells);
  } catch (error) {
    const { message } = error as Error;
    throw new Error(`${isolated(file.name)} cannot be placed: ${message}. This model has ${what}.`, { cause: error });
  }
}

/** A sound at the model's rate, as long as its curves: the rest is cut off, or silent. */
async function heard({ curve, many, size }: CurveOutput, file: File): Promise<Numbers> {
  const { length, channels, low, high, rate } = curve;
  let sound: AudioBuffer;
  try {
    sound = await new OfflineAudioContext(1, 1, rate!).decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new Error(`${isolated(file.name)} cannot be placed: this browser cannot read it, or not at ${rate} Hz.`);
  }
  if (!sound.length) throw new Error(`${isolated(file.name)} cannot be placed: it is silent. This model has ${many}.`);
  const sample = new Float32Array(size);
  sample.fill((low + high) / 2, 0, channels.length * length);
  channels.forEach((_, line) => {
    const values = sound.getChannelData(Math.min(line, sound.numberOfChannels - 1)).subarray(0, length);
    values.forEach((value, i) => (sample[line * length + i] = (low + high) / 2 + (value * (high - low)) / 2));
  });
  return sample;
}
