/** One class of a stacked histogram: its bars as an SVG path, one wide and one high. */
export interface Layer {
  label: number;
  path: string;
}

/** A histogram of values in a range, stacked by label in the labels' order; the highest bar has the full height. */
export function stacked(
  values: ArrayLike<number>,
  labels: ArrayLike<number>,
  without: readonly number[],
  { low, high }: { low: number; high: number },
  bars: number,
): Layer[] {
  const counts = new Map<number, Int32Array>();
  for (let i = 0; i < values.length; i++) {
    const bar = Math.floor((bars * (values[i]! - low)) / (high - low));
    const label = labels[i]!;
    if (!(bar >= 0 && bar < bars) || without.includes(label)) continue;
    if (!counts.has(label)) counts.set(label, new Int32Array(bars));
    counts.get(label)![bar]!++;
  }
  const layers = [...counts].sort(([a], [b]) => a - b);
  const total = (bar: number): number => layers.reduce((sum, [, count]) => sum + count[bar]!, 0);
  const most = Math.max(1, ...Array.from({ length: bars }, (_, bar) => total(bar)));
  const below = new Float64Array(bars);
  return layers.map(([label, count]) => {
    let path = '';
    count.forEach((n, bar) => {
      if (!n) return;
      const [from, to] = [1 - below[bar]!, 1 - (below[bar]! += n / most)].map((y) => y.toFixed(4));
      path += `M${(bar / bars).toFixed(4)},${from}H${((bar + 1) / bars).toFixed(4)}V${to}H${(bar / bars).toFixed(4)}Z`;
    });
    return { label, path };
  });
}
