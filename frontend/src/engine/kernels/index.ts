import { contract, contractNarrow } from './contract';
import { map } from './map';

export { pixels } from './pixels';

/** Runs `count` steps, whose descriptors' addresses stand at `list`. */
export function run(list: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const step = load<usize>(list + (i << 2));
    const kind = load<i32>(step);
    if (kind == 0) map(step);
    else if (kind == 1) contract(step);
    else contractNarrow(step);
  }
}

/** Where free memory begins. */
export function base(): usize {
  return __heap_base;
}
