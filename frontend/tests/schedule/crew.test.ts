import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Schedule } from '../../src/schedule/schedule';
import { Controlled, samples } from './runners';

type Bytes = Uint8Array<ArrayBuffer>;

/** Milliseconds after an image for which the hand counts as moving. */
const RESTED = 300;

let runners: Controlled[];
/** Why no further runner can be started; '' if one can. */
let refused: string;
let schedule: Schedule<Bytes>;
const onloss = vi.fn();

/** A schedule that knows that a sample takes that long. */
async function crew(cost: number, most = 3, backlog?: number): Promise<void> {
  schedule = new Schedule<Bytes>(runners[0]!, {
    onloss,
    supply: {
      most,
      ...(backlog === undefined ? {} : { backlog }),
      open: async () => {
        if (refused) throw Object.assign(new Error(refused), { name: 'UnsupportedModel' });
        runners.push(new Controlled());
        return runners.at(-1)!;
      },
    },
  });
  for (let i = 0; i < 2; i++) {
    void schedule.ask({ lane: 0, samples: samples(250 + i), n: 1 });
    await finish(runners[0]!, cost);
  }
}

async function finish(runner: Controlled, milliseconds = 10): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  runner.calls[0]!.finish();
  await settle();
}

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const many = (n: number): Float32Array<ArrayBuffer> => Float32Array.from({ length: n }, (_, i) => i);
const ask = (n: number): ReturnType<typeof schedule.ask> => schedule.ask({ lane: 1, samples: many(n), n });
const given = (): number[][] => runners.map(({ calls }) => calls.flatMap((call) => call.samples));
const counts = (): number[] => given().map(({ length }) => length);

/** Finishes everything that is given to any runner. */
async function work(): Promise<void> {
  for (let one = busy(); one; one = busy()) await finish(one, 1);
}
const busy = (): Controlled | undefined => runners.find(({ calls }) => calls.length);

beforeEach(() => {
  vi.useFakeTimers();
  onloss.mockClear();
  runners = [new Controlled()];
  refused = '';
});
afterEach(() => vi.useRealTimers());

describe('a crew', () => {
  test('of a fast network stays small', async () => {
    await crew(1);
    void ask(100);
    await settle();
    expect(runners).toHaveLength(1);
  });

  test('grows earlier if its supply says so', async () => {
    await crew(1, 3, 50);
    void ask(100);
    await settle();
    expect(runners).toHaveLength(3);
  });

  test('grows while enough work waits, up to its most, and shares it', async () => {
    await crew(5);
    await vi.advanceTimersByTimeAsync(RESTED);
    const answer = ask(40);
    await settle();
    expect(given()).toEqual([
      [0, 1, 2, 3],
      [4, 5, 6, 7],
      [8, 9, 10, 11],
    ]);
    await work();
    expect([...(await answer)!.values]).toEqual([...many(40)]);
    expect(runners).toHaveLength(3);
  });

  test.each([
    [100, 1000],
    [20, 100],
    [5, 100],
  ])('whose samples take %d ms keeps its first runner free, %d ms after the image', async (cost, milliseconds) => {
    await crew(cost);
    void ask(40);
    await settle();
    // given away before there were others
    await finish(runners[0]!, cost);
    await finish(runners[0]!, cost);
    expect(given()[0]).toEqual([]);
    await vi.advanceTimersByTimeAsync(milliseconds);
    await finish(runners[1]!, 0);
    expect(given()[0]).toEqual([]);
    void schedule.ask({ lane: 0, samples: samples(200), n: 1 });
    expect(given()[0]).toEqual([200]);
  });

  test('shares the work of a resting hand with the first runner, until the hand moves', async () => {
    await crew(20, 2);
    void ask(40);
    await settle();
    for (let i = 0; i < 2; i++) await finish(runners[0]!, 20);
    for (let i = 0; i < 12; i++) {
      expect(given()[0]).toEqual([]);
      await finish(runners[1]!, 20);
    }
    expect(given()[0]).toHaveLength(2);
    void schedule.ask({ lane: 0, samples: samples(200), n: 1 });
    for (let i = 0; i < 3; i++) await finish(runners[0]!, 20);
    expect(given()[0]).toEqual([]);
    expect(given()[1]).toHaveLength(2);
  });

  test('shares long work too once the hand rests, if the image can interrupt it', async () => {
    runners = [new Controlled(true)];
    await crew(100, 2);
    await vi.advanceTimersByTimeAsync(RESTED);
    void ask(40);
    await settle();
    expect(counts()).toEqual([2, 2]);
    await finish(runners[0]!, 100);
    expect(given()[0]).toHaveLength(2);
  });

  test('gives its others a second piece only once the hand rests', async () => {
    await crew(20, 3);
    void ask(40);
    await settle();
    expect(counts().slice(1)).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(RESTED);
    for (const runner of runners.slice(1)) await finish(runner, 0);
    expect(counts().slice(1)).toEqual([2, 2]);
  });

  test('shares a short request that one runner could be given whole', async () => {
    runners = [new Controlled(true)];
    await crew(1, 2, 0);
    await vi.advanceTimersByTimeAsync(RESTED);
    void ask(40);
    await settle();
    for (let round = 0; round < 3; round++)
      for (const [i, runner] of runners.entries()) if (runner.calls.length) await finish(runner, i ? 0 : 8);
    void ask(20);
    expect(given()).toEqual([[...many(8)], [...many(20)].slice(8)]);
  });

  test('does with less if no other runner can be started', async () => {
    await crew(10);
    refused = 'The model needs more memory than the browser provides.';
    const answer = ask(20);
    await settle();
    await work();
    expect(await answer).not.toBeNull();
    expect(runners).toHaveLength(1);
    expect(onloss).not.toHaveBeenCalled();
  });
});

describe('a change of the network', () => {
  test('reaches a runner that starts during several changes, and the last one holds', async () => {
    await crew(5, 2);
    const changed = new Map<Controlled, number>();
    /** Finishes a change in each runner. */
    const finishing: (() => void)[] = [];
    const change = (to: number) => (runner: unknown) =>
      new Promise<void>((resolve) =>
        finishing.push(() => {
          changed.set(runner as Controlled, to);
          resolve();
        }),
      );
    void schedule.renew(change(1));
    void ask(40); // starts the second runner, which is changed first
    await settle();
    void schedule.renew(change(2));
    while (finishing.length) {
      finishing.splice(0).forEach((finish) => finish());
      await settle();
    }
    expect(runners.map((runner) => changed.get(runner))).toEqual([2, 2]);
    expect(given()[1]).not.toEqual([]);
  });

  test('that fails leaves later runners as they were', async () => {
    await crew(5, 2);
    const changed: number[] = [];
    await schedule.renew(async () => void changed.push(1));
    await expect(schedule.renew(() => Promise.reject(new Error('Damaged.')))).rejects.toThrow('Damaged.');
    void ask(40);
    await settle();
    expect(runners).toHaveLength(2);
    expect(changed).toEqual([1, 1]);
  });
});

describe('a runner that stops', () => {
  test('leaves its work to the others, and is not replaced', async () => {
    await crew(10, 2);
    const answer = ask(40);
    await settle();
    runners[1]!.stop();
    await settle();
    expect(onloss).toHaveBeenCalledExactlyOnceWith('A decoding worker has stopped. The others go on, more slowly.');
    await work();
    expect([...(await answer)!.values]).toEqual([...many(40)]);
    expect(runners).toHaveLength(2);
  });

  test('is started again if it was the only one', async () => {
    await crew(10, 1);
    const answer = ask(5);
    await settle();
    runners[0]!.stop();
    await settle();
    expect(onloss).toHaveBeenCalledExactlyOnceWith('The decoding worker has stopped, and is started again.');
    await work();
    expect([...(await answer)!.values]).toEqual([...many(5)]);
  });

  test('without a word is started again', async () => {
    await crew(10, 1);
    const answer = ask(3);
    await vi.advanceTimersByTimeAsync(19_000);
    expect(runners).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(runners).toHaveLength(2);
    await work();
    expect([...(await answer)!.values]).toEqual([...many(3)]);
  });

  test('again and again fails the request that may be the reason, then all requests', async () => {
    await crew(10, 1);
    const answer = ask(5);
    answer.catch(() => undefined);
    for (let i = 0; i < 2; i++) {
      runners.at(-1)!.stop();
      await settle();
    }
    await expect(answer).rejects.toThrow('It has stopped.');
    const next = ask(1);
    next.catch(() => undefined);
    await settle();
    expect(given().at(-1)).toEqual([0]);
    runners.at(-1)!.stop();
    await settle();
    await expect(next).rejects.toThrow('It has stopped.');
    await expect(ask(1)).rejects.toThrow('It has stopped.');
    expect(runners).toHaveLength(3);
  });

  test('and cannot be started again fails its requests', async () => {
    await crew(10, 1);
    const answer = ask(5);
    answer.catch(() => undefined);
    refused = 'The file is gone.';
    runners[0]!.stop();
    await settle();
    await expect(answer).rejects.toThrow('The file is gone.');
  });

  test('or gets too little memory is closed', async () => {
    await crew(10, 2);
    const answer = ask(40);
    await settle();
    runners[1]!.calls[0]!.fail(Object.assign(new Error('Too little memory.'), { name: 'UnsupportedModel' }));
    await settle();
    expect(runners[1]!.closed).toBe(true);
    await work();
    expect([...(await answer)!.values]).toEqual([...many(40)]);
  });
});
