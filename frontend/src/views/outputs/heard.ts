import type { CurveOutput } from '../../outputs/curve';
import type { Numbers } from '../../outputs/output';
import { isolated } from '../../state/names';

/** The sample in a file, and what was assumed to read it, or ''. */
export interface Brought {
  sample: Numbers;
  remark: string;
}

/**
 * A sound at the model's rate, as long as its curves: the rest is cut off, or silent. A single line is the mean of all
 * channels. Rejects with a sentence.
 */
export async function heard({ curve, size }: CurveOutput, file: File): Promise<Brought> {
  const { length, channels, low, high, rate } = curve;
  const name = isolated(file.name);
  let sound: AudioBuffer;
  try {
    sound = await new OfflineAudioContext(1, 1, rate!).decodeAudioData(await file.arrayBuffer());
  } catch {
    throw new Error(`${name} cannot be placed: this browser cannot read it, or not at ${rate} Hz.`);
  }
  if (!sound.length) throw new Error(`${name} cannot be placed: it has no values.`);
  const heardIn = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i));
  const isMixed = channels.length === 1 && heardIn.length > 1;
  const lines = isMixed ? [meanOf(heardIn)] : heardIn;
  if (lines.some((line) => line.some((value) => !Number.isFinite(value))))
    throw new Error(`${name} cannot be placed: it has values that are no numbers. Save it anew as a WAV.`);
  const [middle, half] = [(low + high) / 2, (high - low) / 2];
  const sample = new Float32Array(size);
  sample.fill(middle, 0, channels.length * length);
  channels.forEach((_, i) => {
    const values = lines[Math.min(i, lines.length - 1)]!.subarray(0, length);
    sample.set(
      values.map((value) => middle + half * value),
      i * length,
    );
  });
  const remarks = [
    sound.length > length && `its first ${length} values at ${rate} Hz are placed, of ${sound.length}`,
    sound.length < length && `it has ${sound.length} values at ${rate} Hz, and the rest of ${length} is silent`,
    isMixed && `its ${heardIn.length} channels are mixed`,
    lines.length > channels.length && `its first ${channels.length} channels are placed, of ${lines.length}`,
    lines.length < channels.length && `its last channel is placed in ${channels.length - lines.length + 1} lines`,
  ].filter(Boolean);
  return { sample, remark: remarks.length ? `${name}: ${remarks.join('; ')}.` : '' };
}

function meanOf(lines: readonly Float32Array[]): Float32Array {
  return lines[0]!.map((_, i) => lines.reduce((sum, line) => sum + line[i]!, 0) / lines.length);
}
