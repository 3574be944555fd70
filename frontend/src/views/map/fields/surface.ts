import type { Slice } from '../../../math/slice';
import type { Vector } from '../../../math/vector';
import type { Surface } from '../../../state/geometry/sampler';
import type { Layout } from '../../../state/layout';

/** Latent units to both sides of a point of a plane, as in Python; the whole of a layout has so many such steps. */
const STEP = 2 ** -7;
const STEPS = 1024;

/** The plane of a map; `across` is the point above (0, 0) of its slice. */
export function planeOf({ right, up }: Slice, across: Vector): Surface {
  return {
    step: STEP,
    at: (places) => {
      const d = across.length;
      const points = new Float32Array((places.length / 2) * d);
      for (let i = 0, out = 0; i < places.length; i += 2)
        for (let k = 0; k < d; k++, out++) points[out] = across[k]! + places[i]! * right[k]! + places[i + 1]! * up[k]!;
      return { points, trust: null };
    },
  };
}

/** The layout of a map, which follows its local inverse; `span` is the width of all of it. */
export function layoutSurface(layout: Layout, span: number): Surface {
  return { step: span / STEPS, at: (places) => layout.all(places) };
}
