/** How loud the loudest curve sounds: 1 would be the loudest that the machine can play. */
const VOLUME = 0.25;
/** Seconds over which one sound is faded into the next, and the end of a loop into its beginning. */
const FADE = 0.03;

/** A loop of sound, one array for each channel, from -1 to 1. */
export type Sound = readonly Float32Array<ArrayBuffer>[];

/**
 * The end of a loop faded into its beginning, so that it does not click: the loop is shorter by what is faded.
 *
 * @param line one channel.
 * @param fade the number of values that are faded, at most half of them.
 */
export function looped(line: Float32Array<ArrayBuffer>, fade: number): Float32Array<ArrayBuffer> {
  const count = Math.min(Math.floor(fade), line.length >> 1);
  const loop = line.slice(0, line.length - count);
  for (let i = 0; i < count; i++) {
    // equal power, since both parts differ
    const share = (i + 0.5) / count;
    loop[i] = Math.sqrt(share) * line[i]! + Math.sqrt(1 - share) * line[line.length - count + i]!;
  }
  return loop;
}

/** Plays a sound again and again, and fades into another when that replaces it. Silent until it is started. */
export class Player {
  private context: AudioContext | null = null;
  private playing: { source: AudioBufferSourceNode; gain: GainNode; began: number; seconds: number } | null = null;

  /** Starts, or changes what is played. To be called first by a key or a press: browsers allow no other start. */
  play(sound: Sound, rate: number): void {
    const context = (this.context ??= new AudioContext());
    void context.resume();
    const lines = sound.map((line) => looped(line, FADE * rate));
    const length = lines[0]!.length;
    const buffer = context.createBuffer(lines.length, length, rate);
    lines.forEach((line, i) => buffer.copyToChannel(line, i));
    const source = new AudioBufferSourceNode(context, { buffer, loop: true });
    const gain = new GainNode(context, { gain: 0 });
    source.connect(gain).connect(context.destination);
    const now = context.currentTime;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(VOLUME, now + FADE);
    // it goes on where the one before was
    const seconds = length / rate;
    const before = this.playing;
    const began = before ? before.began : now;
    source.start(now, (now - began) % seconds);
    this.fade();
    this.playing = { source, gain, began, seconds };
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
    const { gain, source } = playing;
    const now = context.currentTime;
    gain.gain.cancelScheduledValues(now);
    gain.gain.setValueAtTime(gain.gain.value, now);
    gain.gain.linearRampToValueAtTime(0, now + FADE);
    source.stop(now + FADE);
  }
}
