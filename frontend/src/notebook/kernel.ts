import type { Vector } from '../math/vector';
import type { Folder, Range } from '../sources/folder';
import { posteriorOf, requestFrame, samplesOf } from '../sources/frames';
import type { Posterior, Remote, Samples } from '../sources/source';
import { bytesOf, type WidgetModel } from './model';

interface Request {
  type: 'decode' | 'encode' | 'predict' | 'part';
  id: number;
  lane: number;
  frame: ArrayBuffer;
  /** Of a part: the first byte, and the one after the last. */
  range: Range | undefined;
  settle: { resolve: (frame: ArrayBuffer | null) => void; reject: (error: Error) => void };
}

/** Why nothing is answered any more. */
const GONE = 'The kernel has stopped: run the cell again.';

/** Parts of files go after everything that is decoded. */
const LAST = 1000;

/**
 * Runs a model's networks in the notebook's kernel. The kernel processes messages in order and cannot drop one that was
 * sent. So newer requests wait here and supersede older ones of their lane, and at most two are in flight, one of them
 * reserved for the main image.
 */
export class KernelRemote implements Remote {
  readonly place = 'in the kernel';
  private readonly waiting = new Map<string, Request>();
  private readonly sent = new Map<number, Request>();
  /** Distinguishes this page's requests from those of other views of the widget. */
  private readonly page = Math.random().toString(36).slice(2);
  private last = 0;
  /** Whether the kernel that had the widget is gone. */
  private gone = false;

  /** `id` is the model's id. */
  constructor(
    private readonly model: WidgetModel,
    private readonly id: string,
    private readonly folder: Folder,
  ) {
    model.on('msg:custom', this.answer);
    model.on('comm_live_update', this.leave);
  }

  async decode(lane: number, z: Vector, n: number, exact?: boolean): Promise<Samples | null> {
    const id = ++this.last;
    const frame = await this.ask('decode', id, lane, requestFrame(id, lane, z, n, exact));
    return frame && samplesOf(frame, this.folder.output, exact);
  }

  async encode(lane: number, samples: Vector, n: number): Promise<Posterior | null> {
    const frame = await this.ask('encode', ++this.last, lane, samples.slice().buffer);
    return frame && posteriorOf(frame, n, this.folder.latentDim);
  }

  async predict(lane: number, samples: Vector): Promise<Vector | null> {
    const frame = await this.ask('predict', ++this.last, lane, samples.slice().buffer);
    return frame && new Float32Array(frame);
  }

  /** A part of the originals, which the widget does not hold. */
  async part(range: Range): Promise<ArrayBuffer> {
    const id = ++this.last;
    // parts are wanted by several, and none supersedes another
    const part = await this.ask('part', id, LAST + id, new ArrayBuffer(0), range);
    if (!part) throw new Error('The model was closed.');
    return part;
  }

  close(): void {
    this.model.off('msg:custom', this.answer);
    this.model.off('comm_live_update', this.leave);
    this.end(({ settle }) => settle.resolve(null));
  }

  private readonly leave = (): void => {
    this.gone = true;
    this.end(({ settle }) => settle.reject(new Error(GONE)));
  };

  private end(settle: (request: Request) => void): void {
    for (const request of [...this.waiting.values(), ...this.sent.values()]) settle(request);
    this.waiting.clear();
    this.sent.clear();
  }

  private ask(
    type: Request['type'],
    id: number,
    lane: number,
    frame: ArrayBuffer,
    range?: Range,
  ): Promise<ArrayBuffer | null> {
    if (this.gone) return Promise.reject(new Error(GONE));
    return new Promise((resolve, reject) => {
      const key = `${type} ${lane}`;
      this.waiting.get(key)?.settle.resolve(null);
      this.waiting.delete(key);
      this.waiting.set(key, { type, id, lane, frame, range, settle: { resolve, reject } });
      this.send();
    });
  }

  /** Sends the requests that may go now: the main image, and the lowest of the other lanes. */
  private send(): void {
    for (const first of [true, false]) {
      if ([...this.sent.values()].some((request) => isFirst(request) === first)) continue;
      const [next] = [...this.waiting]
        .filter(([, request]) => isFirst(request) === first)
        .sort(([, a], [, b]) => rank(a) - rank(b));
      if (!next) continue;
      const [key, request] = next;
      this.waiting.delete(key);
      this.sent.set(request.id, request);
      const { type, id, frame, range } = request;
      const ends = range && { start: range[0], stop: range[1] };
      this.model.send({ type, page: this.page, model: this.id, id, ...ends }, undefined, [frame]);
    }
  }

  private readonly answer = (
    content: { page?: string; id?: number; message?: string },
    buffers: unknown[] = [],
  ): void => {
    const request = content.page === this.page ? this.sent.get(content.id!) : undefined;
    if (!request) return;
    this.sent.delete(request.id);
    if (content.message === undefined) request.settle.resolve(bytesOf(buffers[0]));
    else
      request.settle.reject(
        new Error(
          typeof content.message === 'string' ? content.message : 'The kernel reported an error without a message.',
        ),
      );
    this.send();
  };
}

const isFirst = ({ type, lane }: Request): boolean => type === 'decode' && lane === 0;
const rank = ({ type, lane }: Request): number => lane + (type === 'decode' ? 0 : 0.5);
