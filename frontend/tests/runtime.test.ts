import { describe, expect, test } from 'vitest';
import type { Job } from '../src/engine/messages';
import { pixelsOf } from '../src/runtime/pixels';
import { Queue } from '../src/runtime/queue';

const job = (id: number, lane: number): Job => ({ id, lane, inputs: {}, batch: 1 });

describe('pixels', () => {
  test('are bytes, channels last, clamped to the range', () => {
    const bytes = new Uint8Array(13);
    // two images of two channels, 1 x 3
    pixelsOf(Float32Array.of(-1, 0, 1, -2, 2, 0.5, 1, 1, 1, -1, -1, -1), [2, 2, 1, 3], { low: -1, high: 1 }, bytes, 1);
    expect([...bytes]).toEqual([0, 0, 0, 128, 255, 255, 191, 255, 0, 255, 0, 255, 0]);
  });

  test('of an output that is no image keep their order', () => {
    const bytes = new Uint8Array(3);
    pixelsOf(Float32Array.of(0, 127.4, 255), [1, 3], { low: 0, high: 255 }, bytes, 0);
    expect([...bytes]).toEqual([0, 127, 255]);
  });
});

describe('a queue', () => {
  test('returns the lowest lane first, and only the latest job of each lane', () => {
    const queue = new Queue();
    expect(queue.put(job(1, 3))).toBeUndefined();
    expect(queue.put(job(2, 0))).toBeUndefined();
    expect(queue.put(job(3, 3))!.id).toBe(1);
    expect([queue.take()!.id, queue.take()!.id, queue.take()]).toEqual([2, 3, undefined]);
  });

  test('returns only jobs that are more urgent than a lane', () => {
    const queue = new Queue();
    queue.put(job(1, 3));
    expect(queue.take(3)).toBeUndefined();
    queue.put(job(2, 1));
    expect(queue.take(3)!.id).toBe(2);
    expect(queue.take()!.id).toBe(1);
  });
});
