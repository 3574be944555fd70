import { unsupported } from './errors';
import type { MapStep, Plan } from './plan';
import { elements, type Store, type Tensor } from './tensor';

const ALIGN = 16;
/**
 * Multiply-adds that take a second or two. More, for one sample or for all constants, would look like a page that
 * hangs.
 */
export const MOST_WORK = 2 ** 33;

/** The size of a store in bytes, padded for a vector that overruns its end. */
function bytes({ size }: Store): number {
  return (size * 4 + 2 * ALIGN - 1) & -ALIGN;
}

/**
 * Assigns each store an address in an arena. Stores that never live at the same time share memory. Returns the arena's
 * size.
 */
export function place({ stores, steps, work }: Plan): number {
  if (work > MOST_WORK) unsupported('The model computes too much to decode in the browser.');
  const placed: Store[] = [];
  let end = 0;
  for (const store of stores.filter(({ first }) => first < Infinity).sort((a, b) => a.first - b.first)) {
    const size = bytes(store);
    const step = steps[store.first];
    let address = 0;
    if (step && 'op' in step && inPlace(step, store)) ({ address } = step.a.store);
    else
      for (const other of placed) {
        if (other.last < store.first) continue;
        if (other.address >= address + size) break;
        address = Math.max(address, other.address + bytes(other));
      }
    store.address = address;
    placed.push(store);
    placed.sort((a, b) => a.address - b.address);
    end = Math.max(end, address + size);
  }
  return end;
}

/** Whether the map that first writes a store may overwrite its input, which is not read again. */
function inPlace({ a, b, out }: MapStep, { size, first }: Store): boolean {
  const source = a.store;
  return (
    !source.data &&
    source.last === first &&
    source.size === size &&
    elements(out.shape) === size &&
    sameView(a, out) &&
    (b.store !== source || sameView(b, a))
  );
}

function sameView(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && a.shape.every((size, axis) => size === 1 || a.strides[axis] === b.strides[axis]);
}
