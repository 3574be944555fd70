import type { Shown } from './snapshots';

/** An update of a running training: new points of its curves and its present state. docs/protocol.md specifies both. */
export interface Update {
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
  /** Whether a GPU computes the gradients, in a page that trains. */
  onGpu?: boolean;
  /** Why there is no model, if the training was stopped or failed. */
  message?: string;
}

export type Point =
  | ['train', step: number, loss: number]
  | ['held_out', step: number, loss: number, kl: number[]]
  | ['change', step: number, what: string, from: number, to: number];

export type Command =
  { do: 'pause' | 'resume' | 'step' | 'epoch' | 'stop' } | { do: 'change'; what: 'beta' | 'rate'; to: number };

/** A watched training, to which commands are sent. */
export interface Connection {
  send(command: Command): void;
  close(): void;
}

export interface Listener {
  /** Connected: updates start again from the beginning of the run. */
  opened(): void;
  updated(update: Update): void;
  /** A snapshot; from a server, a safetensors file. */
  snapshot(shown: ArrayBuffer | Shown): void;
  /** A request was rejected. */
  rejected(sentence: string): void;
  lost(): void;
}

/** Parses a message of the server: an update, or an error sentence. */
export function messageOf(text: string): Update | string {
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
    type !== 'status' ||
    !STATES.includes(now.now) ||
    !counts.every((one) => typeof one === 'number') ||
    !Array.isArray(points) ||
    !points.every(isPoint)
  ) {
    return 'The training sent a message that this page does not know. Is the page older than the server? Reload it.';
  }
  return { ...now, points, ...(typeof message === 'string' ? { message } : {}) } as unknown as Update;
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

/** The connection to a running training of a server. */
export class TrainingSource implements Connection {
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

  send(command: Command): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(command));
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
      if (typeof data !== 'string') return this.listener.snapshot(data);
      const message = messageOf(data);
      if (typeof message === 'string') this.listener.rejected(message);
      else this.listener.updated(message);
    };
    socket.onclose = () => {
      if (this.closed) return;
      this.listener.lost();
      this.timer = setTimeout(() => this.connect(), AGAIN);
    };
  }
}
