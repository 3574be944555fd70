/** A logarithmic scale for losses, from a little below the least one, so that the end of a run is not flat. */
export interface Scale {
  least: number;
  greatest: number;
  /** 0 for the least, 1 for the greatest. */
  shareOf(loss: number): number;
  /** Round losses to label, the greatest first. */
  ticks: number[];
}

/** The least distance between two ticks, as a share of the height: closer labels would overlap. */
const APART = 0.2;
/** The margin below the least loss, as a share of it. */
const ROOM = 0.05;

export function scaleOf(losses: readonly number[]): Scale | null {
  const known = losses.filter(Number.isFinite);
  if (!known.length) return null;
  const [least, greatest] = [Math.min(...known), Math.max(...known)];
  const room = ROOM * Math.abs(least) || 1;
  const height = (loss: number): number => Math.log(1 + (loss - least) / room);
  const top = height(greatest) || 1;
  const shareOf = (loss: number): number => height(loss) / top;
  return { least, greatest, shareOf, ticks: ticksOf(least, greatest, shareOf) };
}

function ticksOf(least: number, greatest: number, shareOf: (loss: number) => number): number[] {
  const ticks: number[] = [];
  // from coarse to fine, while there is room
  for (const step of [500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1]) {
    if ((greatest - least) / step > 60) break;
    for (let tick = Math.ceil(least / step) * step; tick <= greatest; tick += step) {
      if (ticks.every((other) => Math.abs(shareOf(other) - shareOf(tick)) >= APART))
        ticks.push(Number(tick.toPrecision(6)));
    }
  }
  return ticks.sort((a, b) => b - a);
}

/** At most `most` evenly picked elements, always including the last. */
export function thinnedTo<T>(all: readonly T[], most: number): T[] {
  const stride = Math.max(1, Math.ceil(all.length / most));
  return all.filter((_, i) => (all.length - 1 - i) % stride === 0);
}
