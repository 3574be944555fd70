import type { Explorer } from '../state/explorer.svelte';
import { Wording } from './conditions/wording.svelte';
import { isolated } from '../state/names';
import { nearbyOf } from '../state/nearby';

/** Milliseconds without a change after which the point counts as at rest. */
export const REST = 700;

/** What a point is like, in words: whose data is around it, and how typical it is of 100. */
export function described(names: readonly string[], typicality: number | null): string {
  const [first, second] = names.map(isolated);
  const where = second ? `between ${first} and ${second}` : first ? `near ${first}` : '';
  const typical = typicality === null ? '' : `${Math.round(100 * typicality)} of 100 typical`;
  return [where, typical].filter(Boolean).join(', ');
}

/** The description of an explorer's point, a moment after that came to rest. To be created while a component is. */
export class Description {
  /** Of the present point. */
  text = $state('');
  /** The same once the user has moved: what screen readers announce. */
  news = $state('');

  constructor(explorer: () => Explorer) {
    const nearby = $derived.by(() => nearbyOf(explorer()));
    const z = $derived(explorer().view.z);
    const given = $derived(explorer().given);
    const typicality = $derived(explorer().typicality);
    const wording = new Wording(explorer);
    let first = true;
    let moved = false;
    $effect(() => {
      void [z, given];
      moved ||= !first;
      first = false;
    });
    $effect(() => {
      const [at, typical, around] = [z, typicality, nearby];
      const conditions = wording.of(given);
      const timer = setTimeout(() => {
        this.text = [conditions, described(around?.at(at) ?? [], typical)].filter(Boolean).join(', ');
        if (moved) this.news = this.text;
      }, REST);
      return () => clearTimeout(timer);
    });
  }
}
