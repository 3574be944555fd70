import { contract, contractNarrow } from './contract';
import { map } from './map';
import { WIDE } from './ops';

export { pixels } from './pixels';

/** Runs `count` steps, whose descriptors stand one after the other. Each begins with its length and what it asks for. */
export function run(step: usize, count: i32): void {
  for (; count > 0; count--) {
    const kind = load<i32>(step, 4);
    if (kind >= 0) map(step);
    else if (kind == WIDE) contract(step);
    else contractNarrow(step);
    step += load<usize>(step);
  }
}

/** Where free memory begins. */
export function base(): usize {
  return __heap_base;
}
