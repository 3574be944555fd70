import type { Vector } from '../math/vector';
import type { Folder } from './folder';
import { answered, posteriorOf, requestFrame, samplesOf, wordOf } from './frames';
import type { Posterior, Remote, Samples } from './source';

interface Waiting {
  exact: boolean;
  resolve: (samples: Samples | null) => void;
  reject: (error: Error) => void;
}

const LOST = 'The connection to the server is lost.';

/**
 * Decodes on the server over a WebSocket, which is reopened when a request finds it closed. Encodes and predicts by
 * HTTP.
 */
export class ServerRemote implements Remote {
  readonly place = 'on the server';
  private socket: Promise<WebSocket> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** `base` is the model's URL without a trailing slash. */
  constructor(
    private readonly base: string,
    private readonly folder: Folder,
  ) {}

  async decode(lane: number, z: Vector, n: number, exact = false): Promise<Samples | null> {
    const socket = await (this.socket ??= this.connect());
    const id = ++this.last;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { exact, resolve, reject });
      socket.send(requestFrame(id, lane, z, n, exact));
    });
  }

  async encode(_lane: number, samples: Vector, n: number): Promise<Posterior> {
    return posteriorOf(await this.posted('encode', samples), n, this.folder.latentDim);
  }

  async predict(_lane: number, samples: Vector): Promise<Vector> {
    return new Float32Array(await this.posted('predict', samples));
  }

  close(): void {
    this.socket?.then(
      (socket) => socket.close(),
      () => undefined,
    );
  }

  private async posted(route: string, samples: Vector): Promise<ArrayBuffer> {
    const response = await fetch(`${this.base}/${route}`, { method: 'POST', body: samples }).catch(() => {
      throw new Error(LOST);
    });
    if (!response.ok) throw new Error(await response.text());
    return response.arrayBuffer();
  }

  private connect(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${this.base}/decode`.replace(/^http/, 'ws'));
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => resolve(socket);
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) =>
        typeof data === 'string' ? this.notice(data) : this.samples(data);
      socket.onclose = () => {
        const lost = new Error(LOST);
        this.socket = undefined;
        reject(lost);
        for (const { reject: fail } of this.waiting.values()) fail(lost);
        this.waiting.clear();
      };
    });
  }

  private samples(frame: ArrayBuffer): void {
    const waiting = this.take(answered(frame));
    try {
      waiting?.resolve(samplesOf(frame, this.folder.output, waiting.exact));
    } catch (error) {
      waiting?.reject(error as Error);
    }
  }

  private notice(text: string): void {
    const word = wordOf(text);
    if (word?.type === 'error') this.take(word.id)?.reject(new Error(word.message));
    else word?.ids.forEach((id) => this.take(id)?.resolve(null));
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    return waiting;
  }
}
