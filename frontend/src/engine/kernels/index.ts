import { contract } from './contract';
import { map } from './map';

export { pixels } from './pixels';

/** Runs `count` steps whose descriptors are contiguous. Each starts with its length and its operation. */
export function run(step: usize, count: i32): void {
  for (; count > 0; count--) {
    if (load<i32>(step, 4) < 0) contract(step);
    else map(step);
    step += load<usize>(step);
  }
}

/** The start of free memory. */
export function base(): usize {
  return __heap_base;
}
