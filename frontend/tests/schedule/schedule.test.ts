import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Rendering } from '../../src/schedule/progress';
import { Schedule, type Options } from '../../src/schedule/schedule';
import { Controlled, samples } from './runners';

type Bytes = Uint8Array<ArrayBuffer>;

let runner: Controlled;
let schedule: Schedule<Bytes>;

beforeEach(() => {
  vi.useFakeTimers();
  runner = new Controlled();
  schedule = new Schedule<Bytes>(runner);
});
afterEach(() => vi.useRealTimers());

/** Ends a runner's first call after some milliseconds. */
async function finish(milliseconds = 10, one = runner): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  one.calls[0]!.finish();
  await vi.advanceTimersByTimeAsync(0);
}

/** A schedule that knows that a sample takes that long. */
async function known(cost: number, options: Options<Bytes> = {}): Promise<void> {
  schedule = new Schedule<Bytes>(runner, options);
  for (let i = 0; i < 2; i++) {
    void schedule.ask({ lane: 0, samples: samples(250 + i), n: 1 });
    await finish(cost);
  }
}

const given = (one = runner): number[][] => one.calls.map((call) => call.samples);
const values = async (answer: ReturnType<typeof schedule.ask>): Promise<number[] | null> => {
  const rows = await answer;
  return rows && [...rows.values];
};

describe('a fast network', () => {
  test('is given everything at once, and the results are passed on as they are', async () => {
    await known(0.01);
    const strips = schedule.ask({ lane: 1, samples: samples(1, 2, 3), n: 3 });
    void schedule.ask({ lane: 3, samples: samples(4, 5), n: 2 });
    void schedule.ask({ lane: 0, samples: samples(6), n: 1 });
    expect(given()).toEqual([[1, 2, 3], [4, 5], [6]]);
    const before = runner.released;
    await finish();
    const rows = await strips;
    expect([...rows!.values]).toEqual([1, 2, 3]);
    rows!.release();
    expect(runner.released).toBe(before + 1);
  });
});

test('a runner that reports how long it computed is not slow because its answers wait', async () => {
  const quick = {
    unit: 1,
    interruptible: false,
    ended: false,
    run: async (_: number, z: Float32Array, _n: number) => {
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { values: Uint8Array.from(z), milliseconds: 0.01 * z.length, release: () => undefined };
    },
    close: () => undefined,
  };
  const run = vi.spyOn(quick, 'run');
  schedule = new Schedule<Bytes>(quick);
  for (let i = 0; i < 2; i++) {
    void schedule.ask({ lane: 0, samples: samples(i), n: 1 });
    await vi.advanceTimersByTimeAsync(100);
  }
  void schedule.ask({ lane: 1, samples: new Float32Array(200), n: 200 });
  expect(run.mock.lastCall![2]).toBe(200);
});

describe('a slow network', () => {
  test('is given single samples, and never more than two at once', async () => {
    await known(10);
    const answer = values(schedule.ask({ lane: 1, samples: samples(1, 2, 3), n: 3 }));
    expect(given()).toEqual([[1], [2]]);
    await finish();
    expect(given()).toEqual([[2], [3]]);
    await finish();
    await finish();
    expect(await answer).toEqual([1, 2, 3]);
  });

  test('decodes the image at once, and the lowest lane next', async () => {
    await known(10);
    void schedule.ask({ lane: 3, samples: samples(31, 32, 33, 34), n: 4 });
    void schedule.ask({ lane: 1, samples: samples(11), n: 1 });
    void schedule.ask({ lane: 0, samples: samples(1), n: 1 });
    expect(given()).toEqual([[31], [32], [1]]);
    await finish();
    await finish();
    expect(given()).toEqual([[1], [11]]);
  });

  test('shows results as they arrive', async () => {
    await known(10);
    const shown: [number[], readonly number[]][] = [];
    const show = (part: Bytes, indices: readonly number[]): void => void shown.push([[...part], indices]);
    const answer = schedule.ask({ lane: 1, samples: samples(7, 8), n: 2, show });
    await finish();
    expect(shown).toEqual([[[7], [0]]]);
    await finish();
    expect(shown.slice(1)).toEqual([[[8], [1]]]);
    expect(await answer).toBeNull();
  });

  test('does not decode a point again', async () => {
    await known(10);
    const first = values(schedule.ask({ lane: 1, samples: samples(1, 2), n: 2 }));
    await finish();
    await finish();
    expect(await first).toEqual([1, 2]);
    const again = values(schedule.ask({ lane: 1, samples: samples(2, 3, 1), n: 3 }));
    expect(given()).toEqual([[3]]);
    await finish();
    expect(await again).toEqual([2, 3, 1]);
  });

  test('decodes everything again once it is renewed', async () => {
    await known(10);
    void schedule.ask({ lane: 1, samples: samples(1), n: 1 });
    await schedule.renew(async () => undefined);
    // begun before, so not to be kept
    await finish();
    void schedule.ask({ lane: 1, samples: samples(1), n: 1 });
    expect(given()).toEqual([[1]]);
  });

  test('with a fixed batch is given whole batches', async () => {
    runner = Object.assign(new Controlled(), { unit: 4 });
    await known(100);
    void schedule.ask({ lane: 1, samples: samples(1, 2, 3, 4, 5), n: 5 });
    expect(given()).toEqual([[1, 2, 3, 4], [5]]);
  });
});

describe('a newer request of a lane', () => {
  const ask = (...z: number[]): ReturnType<typeof schedule.ask> =>
    schedule.ask({ lane: 1, samples: samples(...z), n: z.length });

  test('waits until the one before is answered, and replaces one that waits', async () => {
    await known(10);
    const [first, second, third] = [ask(1), ask(2), ask(3)].map(values);
    expect(await second).toBeNull();
    await finish();
    expect(await first).toEqual([1]);
    expect(given()).toEqual([[3]]);
    await finish();
    expect(await third).toEqual([3]);
  });

  test('ends the one before once the first results of that are shown', async () => {
    await known(10);
    const shown: number[] = [];
    const drag = (...z: number[]): ReturnType<typeof schedule.ask> =>
      schedule.ask({
        lane: 1,
        samples: samples(...z),
        n: z.length,
        least: 2,
        show: (part) => shown.push(...part),
      });
    const before = drag(11, 12, 13, 14);
    void drag(21, 22, 23, 24);
    await finish();
    expect(given()).toEqual([[12], [13]]);
    await finish();
    expect(await before).toBeNull();
    expect(given()).toEqual([[13], [21]]);
    // shown already: the next one ends it at once
    await finish();
    await finish();
    await finish();
    void drag(31, 32);
    await finish();
    expect(given()).toEqual([[24], [31]]);
    await finish();
    await finish();
    expect(shown).toEqual([11, 12, 21, 22, 31]);
  });
});

describe('a network that fails', () => {
  test('fails the request, and goes on', async () => {
    await known(10);
    const answer = schedule.ask({ lane: 1, samples: samples(1), n: 1 });
    answer.catch(() => undefined);
    runner.calls[0]!.fail(new Error('It is too far out.'));
    await expect(answer).rejects.toThrow('It is too far out.');
    const next = values(schedule.ask({ lane: 1, samples: samples(2), n: 1 }));
    await finish();
    expect(await next).toEqual([2]);
  });

  test('fails the request if its results cannot be shown', async () => {
    await known(10);
    const show = (): void => {
      throw new Error('There is no canvas.');
    };
    const answer = schedule.ask({ lane: 1, samples: samples(1, 2), n: 2, show });
    answer.catch(() => undefined);
    await finish();
    await expect(answer).rejects.toThrow('There is no canvas.');
  });

  test('once closed, answers everything with nothing', async () => {
    await known(10);
    const [running, waiting] = [1, 2].map((z) => values(schedule.ask({ lane: 1, samples: samples(z), n: 1 })));
    schedule.close();
    expect([await running, await waiting]).toEqual([null, null]);
    expect(runner.closed).toBe(true);
  });
});

describe('progress', () => {
  const show = (): void => undefined;

  test('is reported after half a second, until all is shown', async () => {
    const onprogress = vi.fn();
    await known(200, { onprogress });
    void schedule.ask({ lane: 1, samples: samples(1, 2, 3), n: 3, show });
    void schedule.ask({ lane: 3, samples: samples(4), n: 1, show });
    await finish(200);
    await finish(200);
    expect(onprogress).not.toHaveBeenCalled();
    await finish(200);
    expect(onprogress.mock.calls).toEqual([[{ done: 2, total: 4, cost: 200 }]]);
    await finish(200);
    expect(onprogress.mock.calls.slice(1)).toEqual([[{ done: 3, total: 4, cost: 200 }], [null]]);
  });

  test('is reported four times a second, however fast images arrive', async () => {
    const onprogress = vi.fn();
    await known(10, { onprogress });
    void schedule.ask({ lane: 1, samples: samples(...Array(200).keys()), n: 200, show });
    for (let arrived = 0; arrived < 100; arrived++) await finish(10);
    expect(onprogress.mock.calls.map(([rendering]) => (rendering as Rendering).done)).toEqual([49, 74, 99]);
  });

  test('is not reported of quick requests, nor of what is not shown', async () => {
    const onprogress = vi.fn();
    await known(10, { onprogress });
    void schedule.ask({ lane: 1, samples: samples(1), n: 1, show });
    await finish();
    void schedule.ask({ lane: 5, samples: samples(2), n: 1 });
    await finish(900);
    expect(onprogress).not.toHaveBeenCalled();
  });
});
