import type { Vector } from '../math/vector';
import type { Output } from '../outputs/output';
import type { Posterior, Samples } from './source';

/** 32-bit words before the floats of a request and before the bytes of a reply: see docs/protocol.md. */
const REQUEST_HEAD = 3;
const ANSWER_HEAD = 6;
/** Added to the number of points where images are wanted as values. */
const EXACT = 2 ** 31;

/** The frame of a request to decode n points; images to values with `exact`. */
export function requestFrame(id: number, lane: number, z: Vector, n: number, exact = false): ArrayBuffer {
  const frame = new ArrayBuffer(REQUEST_HEAD * 4 + z.byteLength);
  const head = new DataView(frame);
  [id, lane, n + (exact ? EXACT : 0)].forEach((word, i) => head.setUint32(i * 4, word, true));
  z.forEach((value, i) => head.setFloat32((REQUEST_HEAD + i) * 4, value, true));
  return frame;
}

/** The id of the request that a frame answers; 0, which no request has, if it has none. */
export function answered(frame: ArrayBuffer): number {
  return frame.byteLength < 4 ? 0 : new DataView(frame).getUint32(0, true);
}

/** The samples of a reply. */
export function samplesOf(frame: ArrayBuffer, { size, pixels, many }: Output, exact = false): Samples {
  if (frame.byteLength < ANSWER_HEAD * 4)
    throw new Error(`${frame.byteLength} bytes arrived, which cannot be ${many}.`);
  const n = new DataView(frame).getUint32(8, true);
  const bytes = frame.byteLength - ANSWER_HEAD * 4;
  const bytewise = pixels && !exact;
  const expected = n * size * (bytewise ? 1 : 4);
  if (bytes !== expected) throw new Error(`${bytes} bytes arrived for ${n} ${many}, expected ${expected}.`);
  const numbers = bytewise ? new Uint8Array(frame, ANSWER_HEAD * 4) : new Float32Array(frame, ANSWER_HEAD * 4);
  return { n, numbers, release: () => undefined };
}

/** The posteriors of n images from a reply. */
export function posteriorOf(body: ArrayBuffer, n: number, latentDim: number): Posterior {
  const values = new Float32Array(body, 0, body.byteLength >> 2);
  const size = n * latentDim;
  if (body.byteLength !== 8 * size)
    throw new Error(`${values.length} numbers arrived for ${n} posteriors of ${latentDim} dimensions.`);
  return { mean: values.subarray(0, size), logvar: values.subarray(size) };
}

/** A text message of the server: requests were superseded, or one failed. */
export type Word = { type: 'superseded'; ids: number[] } | { type: 'error'; id: number; message: string };

/** Parses such a message; null for any other, which a newer server may send. */
export function wordOf(text: string): Word | null {
  let json = null;
  try {
    json = JSON.parse(text) as Partial<Record<'type' | 'ids' | 'id' | 'message', unknown>> | null;
  } catch {
    // handled like any other message
  }
  const { type, ids, id, message } = json ?? {};
  if (type === 'superseded' && Array.isArray(ids)) return { type, ids: ids.filter((one) => typeof one === 'number') };
  if (type !== 'error' || typeof id !== 'number') return null;
  return {
    type,
    id,
    message: typeof message === 'string' ? message : 'The server reported an error without a message.',
  };
}
