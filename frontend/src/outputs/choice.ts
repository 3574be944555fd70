/** What of a field is drawn. Links have it as text, whose grammar is that of `outputs/choice.py` in Python. */

/** The axes of a volume, in the order of its array. */
export const AXES = ['z', 'y', 'x'] as const;

export interface Choice {
  /** The indices of one channel, or of three as red, green and blue. */
  channels: readonly number[];
  /** The index in `AXES` that the slice of a volume lies across, and that of the slice. */
  axis: number;
  at: number;
}

/** The first channel and the middle slice of (d, h, w), or of (h, w). */
export function firstChoice(grid: readonly number[]): Choice {
  return { channels: [0], axis: 0, at: grid.length === 3 ? Math.floor(grid[0]! / 2) : 0 };
}

/**
 * The choice in a link, such as `2`, `1,2,3` or `2:z16`: channels from 1, slices from 0. What a field does not have is
 * as in `firstChoice`.
 */
export function readChoice(text: string, channels: number, grid: readonly number[]): Choice {
  const first = firstChoice(grid);
  const found = /^(\d+(?:,\d+,\d+)?)?(?::([xyz])(\d+))?$/.exec(text);
  if (!found) return first;
  const [, listed, letter, place] = found;
  const chosen = listed?.split(',').map((one) => Number(one) - 1) ?? first.channels;
  const fits = chosen.every((one) => one >= 0 && one < channels);
  const axis = AXES.indexOf(letter as (typeof AXES)[number]);
  const at = Number(place);
  const cuts = grid.length === 3 && axis >= 0 && at < grid[axis]!;
  return { channels: fits ? chosen : first.channels, ...(cuts ? { axis, at } : { axis: first.axis, at: first.at }) };
}

/** A choice as text; '' for the first one. */
export function writeChoice({ channels, axis, at }: Choice, grid: readonly number[]): string {
  const first = firstChoice(grid);
  const listed = `${channels}` === `${first.channels}` ? '' : channels.map((one) => one + 1).join(',');
  const cut = grid.length < 3 || (axis === first.axis && at === first.at) ? '' : `:${AXES[axis]}${at}`;
  return listed + cut;
}
