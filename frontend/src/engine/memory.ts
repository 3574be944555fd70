import type { Plan } from './plan';
import { elements, type Store, type Tensor } from './tensor';

const ALIGN = 16;

/** Bytes of a store, with room for the vector that overruns its end. */
function bytes({ size }: Store): number {
  return (size * 4 + 2 * ALIGN - 1) & -ALIGN;
}

/** Gives each store its address in an arena, sharing memory between those that never live at once; returns the arena's size. Once for a plan. */
export function place(plan: Plan): number {
  const aliases = shareInPlace(plan);
  const placed: Store[] = [];
  let end = 0;
  for (const store of plan.stores.filter(({ first }) => first < Infinity).sort((a, b) => a.first - b.first)) {
    if (aliases.has(store)) continue;
    const size = bytes(store);
    let address = 0;
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
  for (const [store, source] of aliases) store.address = source.address;
  return end;
}

/** A map whose input ends with it writes over that input. */
function shareInPlace(plan: Plan): Map<Store, Store> {
  const aliases = new Map<Store, Store>();
  plan.steps.forEach((step, at) => {
    if (!('op' in step)) return;
    const { a, b, out } = step;
    const source = aliases.get(a.store) ?? a.store;
    const whole = elements(out.shape) === out.store.size && out.store.size === source.size;
    if (
      whole && !source.data && source !== out.store && source.last === at && out.store.first === at &&
      sameView(a, out) && (b.store !== a.store || sameView(b, a))
    ) {
      aliases.set(out.store, source);
      source.last = out.store.last;
    }
  });
  return aliases;
}

function sameView(a: Tensor, b: Tensor): boolean {
  return a.offset === b.offset && a.shape.every((size, axis) => size === 1 || a.strides[axis] === b.strides[axis]);
}
