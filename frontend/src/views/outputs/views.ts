import type { Component, Snippet } from 'svelte';
import type { Numbers, Output } from '../../outputs/output';
import type { Explorer } from '../../state/explorer.svelte';
import Image from './Image.svelte';
import Plot from './Plot.svelte';

/** What the large view of a sample is given. */
export interface ViewProps {
  explorer: Explorer;
  output: Output;
  /** The sample at the current point; null until it is decoded. */
  sample: Numbers | null;
  label: string;
  /** What lies over the picture. */
  over?: Snippet | undefined;
}

/** How an output kind is shown. */
interface KindView {
  view: Component<ViewProps>;
  /** Whether a sample can be drawn by hand, */
  drawable: boolean;
  /** and whether on a pad of its own; otherwise in the large view. */
  pad: boolean;
}

/** The large view of each output kind. */
export const VIEWS: Record<string, KindView> = {
  image: { view: Image, drawable: true, pad: true },
  curve: { view: Plot, drawable: true, pad: false },
  values: { view: Plot, drawable: false, pad: false },
  points: { view: Plot, drawable: false, pad: false },
  categories: { view: Plot, drawable: false, pad: false },
  field: { view: Plot, drawable: false, pad: false },
  rgba: { view: Plot, drawable: true, pad: true },
};
