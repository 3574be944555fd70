/** An update of a running training: new points of its curves and its present state. docs/protocol.md specifies both. */
export interface Told {
  points: Point[];
  now: 'training' | 'paused' | 'ended' | 'stopped' | 'failed';
  /** Steps so far, steps per epoch, and planned epochs. */
  step: number;
  steps: number;
  epochs: number;
  beta: number;
  /** The factor on the schedule's learning rate, and the resulting rate. */
  factor: number;
  rate: number;
  /** Why there is no model, if the training was stopped or failed. */
  message?: string;
}

export type Point =
  | ['train', step: number, loss: number]
  | ['held_out', step: number, loss: number, kl: number[]]
  | ['change', step: number, what: string, from: number, to: number];

export type Wish =
  { do: 'pause' | 'resume' | 'step' | 'epoch' | 'stop' } | { do: 'change'; what: 'beta' | 'rate'; to: number };

export interface Listener {
  /** Connected: updates start again from the beginning of the run. */
  opened(): void;
  told(told: Told): void;
  /** A snapshot, as a safetensors file. */
  shown(snapshot: ArrayBuffer): void;
  /** A request was rejected. */
  refused(sentence: string): void;
  lost(): void;
}

/** Parses a message of the server: an update, or an error sentence. */
export function saidOf(text: string): Told | string {
  let json = null;
  try {
    json = JSON.parse(text) as Record<string, unknown> | null;
  } catch {
    // handled like any other unknown message
  }
  const { type, message, points, ...now } = json ?? {};
  if (type === 'error' && typeof message === 'string') return message;
  const counts = [now.step, now.steps, now.epochs, now.beta, now.factor, now.rate];
  if (
    type !== 'told' ||
    !STATES.includes(now.now) ||
    !counts.every((one) => typeof one === 'number') ||
    !Array.isArray(points) ||
    !points.every(isPoint)
  ) {
    return 'The run says what this page does not understand: is the page older than the server? Load it again.';
  }
  return { ...now, points, ...(typeof message === 'string' ? { message } : {}) } as unknown as Told;
}

const STATES: unknown[] = ['training', 'paused', 'ended', 'stopped', 'failed'];

/** A loss that is not finite arrives as null. */
const isLoss = (value: unknown): boolean => value === null || typeof value === 'number';

function isPoint(point: unknown): point is Point {
  if (!Array.isArray(point) || typeof point[1] !== 'number') return false;
  const [kind, , value, more, to] = point as unknown[];
  if (kind === 'train') return isLoss(value);
  if (kind === 'held_out') return isLoss(value) && Array.isArray(more) && more.every(isLoss);
  return kind === 'change' && typeof value === 'string' && typeof more === 'number' && typeof to === 'number';
}

/** Milliseconds before a lost connection is retried. */
const AGAIN = 1500;

/** The connection to a running training. */
export class TrainingSource {
  private socket!: WebSocket;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  /** `address` is the URL of the WebSocket. */
  constructor(
    private readonly address: string,
    private readonly listener: Listener,
  ) {
    this.connect();
  }

  ask(wish: Wish): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(wish));
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.socket.close();
  }

  private connect(): void {
    const socket = (this.socket = new WebSocket(this.address));
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.listener.opened();
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
      if (typeof data !== 'string') return this.listener.shown(data);
      const said = saidOf(data);
      if (typeof said === 'string') this.listener.refused(said);
      else this.listener.told(said);
    };
    socket.onclose = () => {
      if (this.closed) return;
      this.listener.lost();
      this.timer = setTimeout(() => this.connect(), AGAIN);
    };
  }
}
