import type { Vector } from '../math/vector';
import type { Folder } from './folder';
import type { Images, Posterior } from './source';

interface Waiting {
  resolve: (images: Images | null) => void;
  reject: (error: Error) => void;
}

/** Words of 32 bits before the floats of a request and before the bytes of an answer. */
const REQUEST_HEAD = 3;
const ANSWER_HEAD = 6;
const LOST = 'The connection to the server is lost.';

/** Decodes and encodes on the server: over a WebSocket, which is opened anew when a request finds it lost, and by HTTP. */
export class Remote {
  private socket: Promise<WebSocket> | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private last = 0;

  /** `base` is the model's address, without a slash at its end. */
  constructor(private readonly base: string, private readonly folder: Folder) {}

  async decode(lane: number, z: Vector, n: number): Promise<Images | null> {
    const socket = await (this.socket ??= this.connect());
    const id = ++this.last;
    const frame = new ArrayBuffer(REQUEST_HEAD * 4 + z.byteLength);
    const head = new DataView(frame);
    [id, lane, n].forEach((word, i) => head.setUint32(i * 4, word, true));
    z.forEach((value, i) => head.setFloat32((REQUEST_HEAD + i) * 4, value, true));
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      socket.send(frame);
    });
  }

  async encode(images: Vector, n: number): Promise<Posterior> {
    const response = await fetch(`${this.base}/encode`, { method: 'POST', body: images }).catch(() => {
      throw new Error(LOST);
    });
    if (!response.ok) throw new Error(await response.text());
    const values = new Float32Array(await response.arrayBuffer());
    const size = n * this.folder.latentDim;
    if (values.length !== 2 * size) throw new Error(`The server sent ${values.length} numbers for ${n} posteriors of ${this.folder.latentDim} dimensions.`);
    return { mean: values.subarray(0, size), logvar: values.subarray(size) };
  }

  close(): void {
    this.socket?.then((socket) => socket.close(), () => undefined);
  }

  private connect(): Promise<WebSocket> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(`${this.base}/decode`.replace(/^http/, 'ws'));
      socket.binaryType = 'arraybuffer';
      socket.onopen = () => resolve(socket);
      socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => (typeof data === 'string' ? this.notice(data) : this.images(data));
      socket.onclose = () => {
        const lost = new Error(LOST);
        this.socket = undefined;
        reject(lost);
        for (const { reject: fail } of this.waiting.values()) fail(lost);
        this.waiting.clear();
      };
    });
  }

  private images(frame: ArrayBuffer): void {
    const words = new DataView(frame);
    const [id, , n, height, width, channels] = Array.from({ length: ANSWER_HEAD }, (_, i) => words.getUint32(i * 4, true)) as [number, number, number, number, number, number];
    const bytes = new Uint8Array(frame, ANSWER_HEAD * 4);
    const waiting = this.take(id);
    if (bytes.length === n * height * width * channels) waiting?.resolve({ n, height, width, channels, bytes, release: () => undefined });
    else waiting?.reject(new Error(`The server sent ${bytes.length} bytes for ${n} images of ${height} by ${width}.`));
  }

  private notice(text: string): void {
    const { type, id, message } = JSON.parse(text) as { type: string; id: number; message?: string };
    if (type === 'superseded') this.take(id)?.resolve(null);
    else if (type === 'error') this.take(id)?.reject(new Error(message));
  }

  private take(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    return waiting;
  }
}
