import { contract } from './contract';
import { map } from './map';
import { SPARSE, WINOGRAD } from './ops';
import { sparse } from './sparse';
import { winograd } from './winograd';

export { pixels } from './pixels';

/** Runs `count` steps whose descriptors are contiguous. Each starts with its length and its operation. */
export function run(step: usize, count: i32): void {
  for (; count > 0; count--) {
    const kind = load<i32>(step, 4);
    if (FULL && kind == WINOGRAD) winograd(step);
    else if (FULL && kind == SPARSE) sparse(step);
    else if (kind < 0) contract(step);
    else map(step);
    step += load<usize>(step);
  }
}

/** The start of free memory. */
export function base(): usize {
  return __heap_base;
}
