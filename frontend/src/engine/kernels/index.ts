import { contract } from './contract';
import { map } from './map';

export { pixels } from './pixels';

/** Runs `count` steps, whose descriptors stand one after the other. Each begins with its length and what it asks for. */
export function run(step: usize, count: i32): void {
  for (; count > 0; count--) {
    if (load<i32>(step, 4) < 0) contract(step);
    else map(step);
    step += load<usize>(step);
  }
}

/** Where free memory begins. */
export function base(): usize {
  return __heap_base;
}
