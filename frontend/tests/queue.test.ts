import { expect, test } from 'vitest';
import { Queue } from '../src/engine/queue';

function filled(...lanes: number[]): Queue<{ lane: number; id: number }> {
  const queue = new Queue<{ lane: number; id: number }>();
  lanes.forEach((lane, id) => queue.put({ lane, id }));
  return queue;
}

/** The ids in the order in which they leave. */
function order(queue: ReturnType<typeof filled>): number[] {
  const ids: number[] = [];
  for (let one = queue.first(); one; one = queue.first()) {
    ids.push(one.id);
    queue.drop(one);
  }
  return ids;
}

test('the lowest lane goes first, and in a lane the earliest', () => {
  expect(order(filled(3, 0, 3, 1, 0))).toEqual([1, 4, 3, 0, 2]);
});

test('the first stays until it is dropped, unless a lower lane comes', () => {
  const queue = filled(2);
  expect([queue.first()!.id, queue.first()!.id]).toEqual([0, 0]);
  queue.put({ lane: 1, id: 9 });
  expect(queue.first()!.id).toBe(9);
});

test('an empty queue has no first', () => {
  expect(filled().first()).toBeUndefined();
});
