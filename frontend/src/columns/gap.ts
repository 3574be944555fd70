/** How far each column of the encoded data lies in one dimension of its own. */
export interface Gap {
  /** The mutual information gap, the mean over the columns, from 0 to 1. */
  mean: number;
  /** By column, in the order of the model folder. */
  columns: readonly (readonly [name: string, gap: number])[];
}

/** The gap that a model folder states under `provenance.metrics.mig`; null if it states none. */
export function gapOf(provenance: Record<string, unknown>): Gap | null {
  const { mean, by_column: gaps } = entriesOf(entriesOf(provenance.metrics).mig);
  if (!isShare(mean)) return null;
  return {
    mean,
    columns: Object.entries(entriesOf(gaps)).filter((pair): pair is [string, number] => isShare(pair[1])),
  };
}

function entriesOf(value: unknown): Record<string, unknown> {
  return Object(value) === value ? (value as Record<string, unknown>) : {};
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}
