import type { CategoriesOutput } from '../../outputs/categories';
import { cellsOf } from '../../outputs/csv';
import { npySample } from '../../outputs/npy';
import type { CurveOutput } from '../../outputs/curve';
import type { Numbers, Output } from '../../outputs/output';
import { isolated } from '../../state/names';
import { heard, type Brought } from './heard';

/** The most bytes of a table. */
const MOST_BYTES = 64 * 2 ** 20;

/** Reads a table or, for curves with a rate, a sound. Rejects with a sentence. */
export async function sampleIn(file: File, output: Output): Promise<Brought> {
  if (isSound(output) && /^audio\//.test(file.type)) return heard(output, file);
  return { sample: await tabled(output, file), remark: '' };
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
