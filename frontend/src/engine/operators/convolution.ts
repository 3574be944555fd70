import { pack } from '../pack';
import type { Site } from '../site';
import { elements, reshape, type Tensor } from '../tensor';
import { plainAxis, transposedAxis, type Axis, type Phase } from './geometry';
import { pad } from './padding';

export function convolution(site: Site, x: Tensor, w: Tensor, bias?: Tensor): Tensor {
  const rank = x.shape.length;
  if (!w.store.data || (bias && !bias.store.data)) site.lacks('with weights that are computed as the model runs');
  if (rank === 3) {
    // one-dimensional: a row of height 1
    const flat = planar(site, reshape(x, x.shape.toSpliced(2, 0, 1))!, reshape(w, w.shape.toSpliced(2, 0, 1))!, bias, true);
    return reshape(flat, flat.shape.toSpliced(2, 1))!;
  }
  if (rank !== 4) site.lacks(`over ${rank - 2} axes`);
  return planar(site, x, w, bias, false);
}

function planar(site: Site, x: Tensor, w: Tensor, bias: Tensor | undefined, row: boolean): Tensor {
  const { plan } = site;
  const transposed = site.node.op === 'ConvTranspose';
  const groups = site.number('group', 1);
  const [n, c] = x.shape as [number, number];
  const channels = transposed ? w.shape[1]! * groups : w.shape[0]!;
  const depth = transposed ? c / groups : w.shape[1]!;
  const width = channels / groups;
  if (w.shape.length !== 4 || c !== depth * groups || width % 1 || (transposed && w.shape[0] !== c) || (bias && elements(bias.shape) !== channels)) {
    site.fail(`weights of shape [${w.shape}] in ${groups} groups do not fit an input of shape [${x.shape}].`);
  }
  const axes = [0, 1].map((axis) => (transposed ? transposedAxis : plainAxis)(site, x.shape[axis + 2]!, w.shape[axis + 2]!, axis - Number(row))) as [Axis, Axis];
  const follow = site.follow(1, 4, channels);
  const [s0, s1, s2, s3] = w.strides as [number, number, number, number];
  const [down, along] = transposed ? [s0, s1] : [s1, s0];

  const before = axes.map((axis) => axis.before);
  const after = axes.map((axis) => axis.after);
  const channelsLast = x.strides[1] === 1 || c === 1;
  if (!channelsLast || [...before, ...after].some(Boolean)) x = pad(plan, x, [0, 0, ...before], [0, 0, ...after]);
  const out = plan.allocate([n, channels, axes[0].size, axes[1].size], [0, 2, 3, 1]);

  axes[0].phases.forEach((py, iy) => axes[1].phases.forEach((px, ix) => {
    if (py.count <= 0 || px.count <= 0) return;
    const [sn, , sy, sx] = x.strides as [number, number, number, number];
    const [on, , oy, ox] = out.strides as [number, number, number, number];
    // taps next to each other in a row are one run of memory
    const joined = groups === 1 && sx === c && px.taps.every(({ offset }, i) => offset === px.taps[0]!.offset + i);
    const columns = joined ? px.taps.slice(0, 1) : px.taps;
    const length = joined ? px.taps.length * c : depth;
    const packed = site.once(`${iy} ${ix}`, () => {
      // the taps of a phase are equally far apart
      const step = ({ taps: [one, two] }: Phase): number => (two ? two.index - one!.index : 0);
      const matrices = {
        ...w,
        shape: [groups, py.taps.length, px.taps.length, depth, width],
        strides: [(transposed ? depth : width) * s0, step(py) * s2, step(px) * s3, down, along],
        offset: w.offset + (py.taps[0]?.index ?? 0) * s2 + (px.taps[0]?.index ?? 0) * s3,
      };
      return pack(site.runtime, length, matrices, follow.scale, follow.shift, bias);
    });
    for (let group = 0; group < groups; group++) {
      const first = group * width;
      plan.contract({
        ...packed[group]!,
        a: x,
        out: { ...out, offset: py.start * oy + px.start * ox + first },
        slope: follow.slope,
        sizes: [n, py.count, px.count],
        inputStrides: [sn, py.stride * sy, px.stride * sx],
        outputStrides: [on, py.step * oy, px.step * ox],
        channels: width,
        runs: py.taps.flatMap((ty) => columns.map((tx) => (ty.offset + before[0]!) * sy + (tx.offset + before[1]!) * sx + group * depth)),
        length,
      });
    }
  }));
  return out;
}
