import type { Components } from '../math/components';
import { slice, type Slice } from '../math/slice';
import { minus, type Vector } from '../math/vector';
import type { Axis } from './axis';
import type { Plane } from './view';

/** What a plane can be spanned by. */
export interface Grounds {
  axes: readonly Axis[];
  pins: readonly Vector[];
  /** Principal components and the data's mean; null without data. */
  components: Pick<Components, 'mean' | 'components'> | null;
}

/**
 * The plane of a map; null for a layout, or if its directions are parallel. With one dimension it is a line: its second
 * direction leads nowhere.
 */
export function sliceOf(plane: Plane, { axes, pins, components }: Grounds): Slice | null {
  if (plane.kind === 'layout') return null;
  if (plane.kind === 'components') {
    const [x, y] = components?.components ?? [];
    return x && y ? slice(components!.mean, x, y) : null;
  }
  if (plane.kind === 'pins') {
    const [a, b, c] = pins;
    return a && b && c ? slice(a, minus(b, a), minus(c, a)) : null;
  }
  const [x, y] = plane.axes.map((key) => axes.find((axis) => axis.key === key));
  if (x?.direction.length === 1) return { origin: new Float32Array(1), right: x.direction, up: new Float32Array(1) };
  return x && y ? slice(new Float32Array(x.direction.length), x.direction, y.direction) : null;
}
