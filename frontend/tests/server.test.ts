import { afterEach, expect, test, vi } from 'vitest';
import { ServerSource } from '../src/sources/server';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** An event source whose server is the test. */
class Events {
  static readonly CLOSED = 2;
  static opened: Events[] = [];
  readyState = 1;
  onopen = (): void => undefined;
  onerror = (): void => undefined;

  constructor(readonly url: URL) {
    Events.opened.push(this);
  }
}

test('a lost server is watched for until it is back, in browsers that give up too', () => {
  vi.useFakeTimers();
  Events.opened = [];
  vi.stubGlobal('EventSource', Events);
  const states: boolean[] = [];
  new ServerSource('http://127.0.0.1/').watch((lost) => states.push(lost));
  const [first] = Events.opened;
  first!.onopen();
  first!.readyState = 0;
  first!.onerror();
  vi.advanceTimersByTime(10_000);
  expect(Events.opened).toHaveLength(1);
  first!.readyState = Events.CLOSED;
  first!.onerror();
  vi.advanceTimersByTime(10_000);
  expect(Events.opened).toHaveLength(2);
  Events.opened[1]!.onopen();
  expect(states).toEqual([false, true, true, false]);
});
