/** The views of columns, in a module of their own. */
import { Known } from '../../state/known.svelte';
import { ownColumns } from '../../state/ownColumns';
import { parseColumns } from '../../columns/parse';
import { COLUMNS } from '../../sources/folder';
import type { Explorer } from '../../state/explorer.svelte';
import Colour from './Colour.svelte';
import Meaning from './Meaning.svelte';
import Panel from './Panel.svelte';
import Record from './Record.svelte';

/** Reads the columns of a model, whose views appear then. Rejects with a sentence if they are damaged. */
export async function open(explorer: Explorer): Promise<void> {
  const {
    folder,
    model,
    encoded: { atlas },
  } = explorer;
  const columns = parseColumns(await model.file(COLUMNS), atlas!.n);
  explorer.known = new Known(explorer, atlas!, [...ownColumns(atlas!, folder), ...columns], {
    Colour,
    Meaning,
    Panel,
    Record,
  });
}
