/** What is told of a run: points of its curves that are new, and what is so now. docs/protocol.md specifies both. */
export interface Told {
  points: Point[];
  now: 'training' | 'paused' | 'ended' | 'stopped';
  /** Steps that were made, of how many an epoch has, and how many epochs there will be. */
  step: number;
  steps: number;
  epochs: number;
  beta: number;
  /** What the schedule's rate is multiplied with, and what comes of it. */
  factor: number;
  rate: number;
  /** Why there is no model, if the run was stopped. */
  message?: string;
}

export type Point =
  | ['train', step: number, loss: number]
  | ['held_out', step: number, loss: number, kl: number[]]
  | ['change', step: number, what: string, from: number, to: number];

export type Wish = { do: 'pause' | 'resume' | 'step' | 'epoch' | 'stop' } | { do: 'change'; what: 'beta' | 'rate'; to: number };

export interface Listener {
  /** All is told from the beginning again. */
  opened(): void;
  told(told: Told): void;
  /** A snapshot, as a safetensors file. */
  shown(snapshot: ArrayBuffer): void;
  /** A wish that cannot be met. */
  refused(sentence: string): void;
  lost(): void;
}

/** Milliseconds after which a connection that is lost is tried again. */
const AGAIN = 1500;

/** The connection to a run that goes on. */
export class TrainingSource {
  private socket!: WebSocket;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  /** `address` is that of the WebSocket. */
  constructor(private readonly address: string, private readonly listener: Listener) {
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
      const message = JSON.parse(data) as ({ type: 'told' } & Told) | { type: 'error'; message: string };
      if (message.type === 'told') this.listener.told(message);
      else this.listener.refused(message.message);
    };
    socket.onclose = () => {
      if (this.closed) return;
      this.listener.lost();
      this.timer = setTimeout(() => this.connect(), AGAIN);
    };
  }
}
