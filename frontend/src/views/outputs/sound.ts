/** How loud the loudest curve sounds: 1 would be the loudest that the machine can play. */
const VOLUME = 0.25;
/** Seconds over which one sound is faded into the next, and the end of a loop into its beginning. */
const FADE = 0.03;
/** The rates that every browser plays. A sound of another rate is played slower or faster than its buffer. */
const [SLOWEST, FASTEST] = [8000, 96000];
/** The channels of a stereo sound. */
const STEREO = 2;

/** A loop of sound, one array for each channel, from -1 to 1. */
export type Sound = readonly Float32Array<ArrayBuffer>[];

/** Whether a loop needs no fading: from its end to its beginning is no farther than between two values within. */
function closes(line: Float32Array): boolean {
  let widest = 0;
  for (let i = 1; i < line.length; i++) widest = Math.max(widest, Math.abs(line[i]! - line[i - 1]!));
  return Math.abs(line[0]! - line.at(-1)!) <= widest;
}

/**
 * The end of a loop faded into its beginning, so that it does not click: the loop is shorter by what is faded. What
 * closes by itself, as the cycle of a tone does, stays as it is.
 *
 * @param line one channel.
 * @param fade the number of values that are faded, at most half of them.
 */
export function looped(line: Float32Array<ArrayBuffer>, fade: number): Float32Array<ArrayBuffer> {
  if (closes(line)) return line.slice();
  const count = Math.min(Math.floor(fade), line.length >> 1);
  const loop = line.slice(0, line.length - count);
  for (let i = 0; i < count; i++) {
    // equal power, since both parts differ
    const share = (i + 0.5) / count;
    loop[i] = Math.sqrt(share) * line[i]! + Math.sqrt(1 - share) * line[line.length - count + i]!;
  }
  return loop;
}

/** The nearest rate that every browser plays. */
export function playable(rate: number): number {
  return Math.max(SLOWEST, Math.min(FASTEST, rate));
}

/** A sound of one or two channels: of more, which loudspeakers would not all play, the mean is heard. */
export function mixed(sound: Sound): Sound {
  if (sound.length <= STEREO) return sound;
  const mean = new Float32Array(sound[0]!.length);
  for (const line of sound) line.forEach((value, i) => (mean[i]! += value / sound.length));
  return [mean];
}

/** A loop that is heard. */
interface Playing {
  source: AudioBufferSourceNode;
  gain: GainNode;
  /** When the first of the loops that replaced each other began, and when this one did: seconds of the context. */
  began: number;
  since: number;
}

/** Plays a sound again and again, and fades into another when that replaces it. Silent until it is started. */
export class Player {
  private context: AudioContext | null = null;
  private playing: Playing | null = null;

  /** Opens the loudspeaker. To be called by a key or a press: browsers allow no other start. */
  ready(): AudioContext {
    const context = (this.context ??= new AudioContext());
    // it is refused if the browser sees no press, and if the context was closed meanwhile
    context.resume().catch(() => undefined);
    return context;
  }

  /** Starts, or changes what is played. */
  play(sound: Sound, rate: number): void {
    const context = this.ready();
    const lines = mixed(sound).map((line) => looped(line, FADE * rate));
    const length = lines[0]!.length;
    const pace = rate / playable(rate);
    const buffer = context.createBuffer(lines.length, length, playable(rate));
    lines.forEach((line, i) => buffer.copyToChannel(line, i));
    const source = new AudioBufferSourceNode(context, { buffer, loop: true, playbackRate: pace });
    const gain = new GainNode(context, { gain: 0 });
    source.connect(gain).connect(context.destination);
    const now = context.currentTime;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(VOLUME, now + FADE);
    // it goes on where the one before was
    const seconds = length / rate;
    const before = this.playing;
    const began = before ? before.began : now;
    source.start(now, ((now - began) % seconds) * pace);
    this.fade();
    this.playing = { source, gain, began, since: now };
  }

  stop(): void {
    this.fade();
    this.playing = null;
  }

  close(): void {
    this.stop();
    void this.context?.close();
    this.context = null;
  }

  private fade(): void {
    const { playing, context } = this;
    if (!playing || !context) return;
    const { gain, source, since } = playing;
    const now = context.currentTime;
    gain.gain.cancelScheduledValues(now);
    // computed, because not every browser reports the value in the middle of a ramp
    gain.gain.setValueAtTime(VOLUME * Math.min(1, (now - since) / FADE), now);
    gain.gain.linearRampToValueAtTime(0, now + FADE);
    source.stop(now + FADE);
  }
}
