import { comparedWith } from './view';
import { widthOfAll } from '../conditions/condition';
import type { Vector } from '../math/vector';
import type { Explorer } from './explorer.svelte';

/** What a page shows, as far as its host follows it. */
export interface Shown {
  /** The model's id. */
  model: string;
  /** A point (d,); what the host sets may also be a row (d + w,). */
  z: Vector;
  /** Rows (d + w,): points, each with what the decoder takes besides. */
  pins: readonly Vector[];
  /** What the decoder takes besides the point: (w,). */
  given: Vector;
  /** The encoded images selected with the lasso: at most two groups of indices into the atlas. */
  groups: readonly Int32Array[];
  /** The name of the model that it is compared with; '' for none. */
  beside: string;
}

/** Shows what the host of the page has set. This is not an undoable step until it is committed. */
export function applyShown(explorer: Explorer, { z, given, pins, groups, beside }: Partial<Shown>): void {
  const { latentDim: d, conditions } = explorer.folder;
  const isRow = ({ length }: Vector): boolean => length === d || length === d + widthOfAll(conditions);
  if (z && isRow(z)) explorer.change(explorer.at(z));
  if (given?.length && given.length === widthOfAll(conditions)) explorer.change({ given });
  if (pins?.every(isRow)) explorer.path.setPins(pins.map((pin) => explorer.rowOf(pin)));
  if (beside !== undefined && beside !== explorer.view.with) explorer.change(comparedWith(beside));
  if (groups)
    explorer.selection.setGroups(
      groups
        .map((group) => group.filter((index) => index < (explorer.encoded.atlas?.n ?? 0)))
        .filter(({ length }) => length),
    );
}
