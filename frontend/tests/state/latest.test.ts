import { describe, expect, test, vi } from 'vitest';
import { Latest } from '../../src/state/latest';

/** A queue whose runs end when the test says so. */
function controlled() {
  const runs: { request: number; finish: () => void; fail: (error: Error) => void }[] = [];
  const onerror = vi.fn();
  const onidle = vi.fn();
  const queue = new Latest<number>(
    (request) => new Promise((resolve, reject) => runs.push({ request, finish: resolve, fail: reject })),
    onerror,
    onidle,
  );
  return { queue, runs, onerror, onidle, requests: () => runs.map(({ request }) => request) };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('the latest request', () => {
  test('runs at once when the queue is idle', () => {
    const { queue, requests } = controlled();
    expect(queue.busy).toBe(false);
    queue.request(1);
    expect(requests()).toEqual([1]);
    expect(queue.busy).toBe(true);
  });

  test('supersedes those that wait, and runs when the one before ends', async () => {
    const { queue, runs, requests, onidle } = controlled();
    for (const request of [1, 2, 3]) queue.request(request);
    expect(requests()).toEqual([1]);
    runs[0]!.finish();
    await settled();
    expect(requests()).toEqual([1, 3]);
    expect(onidle).not.toHaveBeenCalled();
    runs[1]!.finish();
    await settled();
    expect(onidle).toHaveBeenCalledOnce();
    expect(queue.busy).toBe(false);
  });

  test('runs after a failure, which is reported', async () => {
    const { queue, runs, requests, onerror } = controlled();
    queue.request(1);
    queue.request(2);
    runs[0]!.fail(new Error('no'));
    await settled();
    expect(onerror.mock.calls).toEqual([[new Error('no')]]);
    expect(requests()).toEqual([1, 2]);
  });

  test('an error that is thrown at once is reported too', async () => {
    const onerror = vi.fn();
    const queue = new Latest<number>(() => {
      throw new Error('no');
    }, onerror);
    queue.request(1);
    await settled();
    expect(onerror).toHaveBeenCalledOnce();
    expect(queue.busy).toBe(false);
  });

  test('does not run after the queue is closed, and neither callback is called', async () => {
    const { queue, runs, requests, onerror, onidle } = controlled();
    queue.request(1);
    queue.request(2);
    queue.close();
    runs[0]!.fail(new Error('too late'));
    await settled();
    queue.request(3);
    expect(requests()).toEqual([1]);
    expect(onerror).not.toHaveBeenCalled();
    expect(onidle).not.toHaveBeenCalled();
  });
});
