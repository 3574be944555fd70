import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Merit, Trial } from '../../src/schedule/crew';
import { Schedule } from '../../src/schedule/schedule';
import { Controlled, samples } from './runners';

type Bytes = Uint8Array<ArrayBuffer>;

let first: Controlled;
let others: Controlled[];
let helper: Controlled;
let schedule: Schedule<Bytes>;
const onhelp = vi.fn();

const settle = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);
const many = (n: number): Float32Array<ArrayBuffer> => Float32Array.from({ length: n }, (_, i) => i);
const ask = (n: number, lane = 1): ReturnType<typeof schedule.ask> => schedule.ask({ lane, samples: many(n), n });
const given = ({ calls }: Controlled): number[] => calls.flatMap((call) => call.samples);

/** Faster for that many samples or more: 2 milliseconds for one sample, 4 for sixteen. */
const merit = (least: number): Merit => ({
  serves: (n) => n >= least,
  times: [
    [1, 2],
    [16, 4],
  ],
});
const good =
  (least = 1): Trial<Bytes> =>
  async () =>
    merit(least);

async function finish(runner: Controlled, milliseconds = 1): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  runner.calls[0]!.finish();
  await settle();
}

beforeEach(async () => {
  vi.useFakeTimers();
  onhelp.mockClear();
  [first, helper, others] = [new Controlled(), new Controlled(), []];
  const open = async (): Promise<Controlled> => {
    others.push(new Controlled());
    return others.at(-1)!;
  };
  schedule = new Schedule<Bytes>(first, { onhelp, supply: { most: 3, open } });
  for (let i = 0; i < 2; i++) {
    void schedule.ask({ lane: 0, samples: samples(250 + i), n: 1 });
    await finish(first, 100);
  }
});
afterEach(() => vi.useRealTimers());

describe('a helper', () => {
  test('runs everything if it is faster with everything', async () => {
    await schedule.assist(async () => helper, good());
    expect(schedule.helped).toBe(true);
    const answer = ask(16);
    expect(given(helper)).toEqual([...many(16)]);
    await finish(helper);
    expect([...(await answer)!.values]).toEqual([...many(16)]);
    expect(given(first)).toEqual([]);
  });

  test('runs only the sizes that it runs faster', async () => {
    await schedule.assist(async () => helper, good(4));
    void schedule.ask({ lane: 0, samples: samples(7), n: 1 });
    void ask(16);
    expect([given(first), given(helper)]).toEqual([[7], [...many(16)]]);
  });

  test('is no reason to start more of the others, and ends those that have nothing to do', async () => {
    void ask(9);
    await settle();
    expect(others).toHaveLength(2);
    while (others[0]!.calls.length) await finish(others[0]!, 100);
    await schedule.assist(async () => helper, good());
    const busy = others.filter(({ calls }) => calls.length);
    expect(others.map(({ closed }) => closed)).toEqual(others.map((one) => !busy.includes(one)));
    for (const one of [first, ...busy]) while (one.calls.length) await finish(one, 100);
    expect(others.every(({ closed }) => closed)).toBe(true);
    expect(first.closed).toBe(false);
    void ask(100, 2);
    await settle();
    expect(others).toHaveLength(2);
  });

  test('that is lost leaves its work to the others, however many pieces it had', async () => {
    await schedule.assist(async () => helper, good());
    const answers = [ask(40, 1), ask(40, 2), ask(3, 3)];
    await settle();
    helper.stop();
    await settle();
    expect(onhelp).toHaveBeenCalledOnce();
    expect([schedule.helped, helper.closed]).toEqual([false, true]);
    for (let busy; (busy = [first, ...others].find(({ calls }) => calls.length));) await finish(busy, 1);
    for (const [i, n] of [40, 40, 3].entries()) expect([...(await answers[i]!)!.values]).toEqual([...many(n)]);
  });

  test('is not to blame for a request that does not fit', async () => {
    await schedule.assist(async () => helper, good());
    const answer = ask(2);
    helper.calls[0]!.fail(Object.assign(new Error('Too short.'), { name: 'InvalidInput' }));
    await expect(answer).rejects.toThrow('Too short.');
    expect(schedule.helped).toBe(true);
  });

  test('that says nothing for long is lost', async () => {
    await schedule.assist(async () => helper, good());
    const answer = ask(1);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(schedule.helped).toBe(false);
    await finish(first);
    expect([...(await answer)!.values]).toEqual([0]);
  });

  test('ends with the schedule', async () => {
    await schedule.assist(async () => helper, good());
    schedule.close();
    expect(helper.closed).toBe(true);
  });
});

describe('a trial', () => {
  test('compares the helper with the first runner', async () => {
    const trial = vi.fn(good());
    await schedule.assist(async () => helper, trial);
    expect(trial).toHaveBeenCalledExactlyOnceWith(helper, first);
  });

  test('that fails closes the helper, and nothing else changes', async () => {
    const refusal = schedule.assist(
      async () => helper,
      () => Promise.reject(new Error('The processor is faster.')),
    );
    await expect(refusal).rejects.toThrow('The processor is faster.');
    expect([schedule.helped, helper.closed, first.closed]).toEqual([false, true, false]);
  });

  test('is repeated if the network was changed meanwhile, which reaches the helper first', async () => {
    const log: string[] = [];
    const change = (to: string) => async (runner: unknown) => void (runner === helper && log.push(to));
    await schedule.renew(change('one'));
    await schedule.assist(
      async () => helper,
      async () => {
        log.push('trial');
        if (log.length < 3) await schedule.renew(change('two'));
        return merit(1);
      },
    );
    expect(log).toEqual(['one', 'trial', 'two', 'trial']);
    await schedule.renew(change('three'));
    expect(log.at(-1)).toBe('three');
  });

  test('is given up if the network changes each time', async () => {
    const trial = vi.fn(async () => {
      await schedule.renew(async () => undefined);
      return merit(1);
    });
    await expect(schedule.assist(async () => helper, trial)).rejects.toThrow('changed too often');
    expect(trial).toHaveBeenCalledTimes(3);
    expect(helper.closed).toBe(true);
  });

  test('of a schedule that was closed ends', async () => {
    const refusal = schedule.assist(async () => helper, good());
    schedule.close();
    await expect(refusal).rejects.toThrow('closed');
    expect(helper.closed).toBe(true);
  });
});

test('a change that fails on the helper alone dismisses it', async () => {
  await schedule.assist(async () => helper, good());
  await schedule.renew((runner) =>
    runner === (helper as unknown) ? Promise.reject(new Error('No memory.')) : Promise.resolve(),
  );
  expect(schedule.helped).toBe(false);
  expect(onhelp).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'No memory.' }));
});
