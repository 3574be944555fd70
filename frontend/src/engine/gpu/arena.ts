import type { Store } from '../tensor';
import type { Wave } from './waves';

/** Floats to whose multiples addresses are rounded up. */
const ALIGN = 4;

/**
 * Gives each store that the waves use an address in an arena, in floats. Stores share memory if no wave uses both, or
 * comes between such waves. Inputs are there from the beginning, outputs until the end. Returns the arena's size.
 */
export function place(waves: Wave[], inputs: Store[], outputs: Store[]): number {
  const stores = new Set<Store>();
  const use = (store: Store, at: number): void => {
    if (store.data) return;
    if (!stores.has(store)) Object.assign(store, { first: at, last: at });
    stores.add(store);
    store.last = Math.max(store.last, at);
  };
  inputs.forEach((store) => use(store, -1));
  waves.forEach(({ tasks }, at) => {
    for (const { reads, writes } of tasks) for (const { store } of [...reads, ...writes]) use(store, at);
  });
  outputs.forEach((store) => use(store, Infinity));
  const placed: Store[] = [];
  let end = 0;
  for (const store of [...stores].sort((a, b) => a.first - b.first)) {
    const size = padded(store);
    let address = 0;
    for (const other of placed) {
      if (other.last < store.first) continue;
      if (other.address >= address + size) break;
      address = Math.max(address, other.address + padded(other));
    }
    store.address = address;
    const after = placed.findIndex((other) => other.address > address);
    placed.splice(after < 0 ? placed.length : after, 0, store);
    end = Math.max(end, address + size);
  }
  return end;
}

function padded({ size }: Store): number {
  return Math.ceil(size / ALIGN) * ALIGN;
}
