import { Known } from '../../../src/state/known.svelte';
import { ownColumns } from '../../../src/state/ownColumns';
import type { Explorer } from '../../../src/state/explorer.svelte';
import Colour from '../../../src/views/columns/Colour.svelte';
import Panel from '../../../src/views/columns/Panel.svelte';
import Meaning from '../../../src/views/columns/Meaning.svelte';
import Record from '../../../src/views/columns/Record.svelte';
import { category, number, text } from '../../columns/columns';
import { EACH, walked, zoo } from '../world';

export const N = 3 * EACH;
const items = <T>(value: (item: number) => T): T[] => Array.from({ length: N }, (_, item) => value(item));

/** An explorer of the zoo with columns: `age` is the item's number, missing in the last ten. */
export async function knowing(): Promise<{ explorer: Explorer; known: Known }> {
  const { explorer } = await walked();
  const columns = [
    number(
      'age',
      items((item) => (item < N - 10 ? item : NaN)),
    ),
    category(
      'size',
      items((item) => (item % 10 === 9 ? -1 : item % 3)),
      ['small', 'medium', '<b>large</b>'],
    ),
    text(
      'note',
      items((item) => (item % 2 ? null : `<i>note</i> ${item}`)),
    ),
  ];
  const atlas = zoo();
  const known = new Known(explorer, atlas, [...ownColumns(atlas, explorer.folder), ...columns], {
    Colour,
    Meaning,
    Panel,
    Record,
  });
  explorer.known = known;
  return { explorer, known };
}
