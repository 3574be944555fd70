import { COPY } from '../kernels/ops';
import { pack } from '../pack';
import type { Plan } from '../plan';
import type { Site } from '../site';
import { elements, scalar, slice, type Tensor } from '../tensor';
import { axisOver, slideOf, type Axis, type Slide } from './geometry';

/** Channels of the input and, for each group, of the input and of the output. */
interface Sizes {
  channels: number;
  groups: number;
  depth: number;
  width: number;
}

/** A convolution over the two axes of images. */
export function convolution(site: Site, x: Tensor, w: Tensor, bias?: Tensor): Tensor {
  if (site.text('auto_pad', 'NOTSET') !== 'NOTSET' || site.list('output_shape')) site.lacks('with automatic padding');
  return convolve(
    site,
    x,
    w,
    bias,
    [0, 1].map((axis) => slideOf(site, w.shape[axis + 2]!, axis)),
  );
}

/** A convolution with the node's attributes, and with the given strides, dilations and pads for each axis. */
export function convolve(site: Site, x: Tensor, w: Tensor, bias: Tensor | undefined, slides: Slide[]): Tensor {
  const { plan, node } = site;
  const transposed = node.op === 'ConvTranspose';
  const { width, depth, channels: c, groups } = shapeOf(site, x, w, bias);
  const [n] = x.shape as [number];
  const axes = slides.map((slide, i) => axisOver(x.shape[i + 2]!, slide, transposed)) as [Axis, Axis];
  const [rows, columns] = axes;
  const [s0, s1, s2, s3] = w.strides as [number, number, number, number];
  const [down, along] = transposed ? [s0, s1] : [s1, s0];

  x = surrounded(plan, x, axes);
  const out = plan.allocate([n, width * groups, rows.size, columns.size], [0, 2, 3, 1]);
  const [sn, , sy, sx] = x.strides as [number, number, number, number];
  const [on, , oy, ox] = out.strides as [number, number, number, number];

  for (const py of rows.phases)
    for (const px of columns.phases) {
      if (py.count <= 0 || px.count <= 0) continue;
      // adjacent taps of a row are contiguous in memory
      const joined = groups === 1 && sx === c && px.taps.every(({ offset }, i) => offset === px.taps[0]!.offset + i);
      const length = joined ? px.taps.length * c : depth;
      for (let group = 0; group < groups; group++) {
        const packed = site.once(`${py.start} ${px.start} ${group}`, () => {
          const first = w.offset + group * (transposed ? depth : width) * s0;
          const inputs = py.taps.flatMap((ty) =>
            px.taps.flatMap((tx) =>
              Array.from({ length: depth }, (_, i) => first + ty.index * s2 + tx.index * s3 + i * down),
            ),
          );
          return pack(w, inputs, width, along, length, bias, group * width);
        });
        plan.contract({
          ...packed,
          a: x,
          out: { ...out, offset: py.start * oy + px.start * ox + group * width },
          slope: site.number('slope', 1),
          sizes: [n, py.count, px.count],
          inputStrides: [sn, py.stride * sy, px.stride * sx],
          outputStrides: [on, py.step * oy, px.step * ox],
          channels: width,
          runs: py.taps.flatMap((ty) =>
            (joined ? px.taps.slice(0, 1) : px.taps).map(
              (tx) => (ty.offset + rows.before) * sy + (tx.offset + columns.before) * sx + group * depth,
            ),
          ),
          length,
        });
      }
    }
  return out;
}

/** The sizes of a convolution, which are checked. */
export function shapeOf(site: Site, x: Tensor, w: Tensor, bias?: Tensor): Sizes {
  if (!w.store.data || (bias && !bias.store.data)) site.lacks('with weights that are computed while the model runs');
  const transposed = site.node.op === 'ConvTranspose';
  const groups = site.number('group', 1);
  const channels = x.shape[1]!;
  const depth = channels / groups;
  const width = transposed ? w.shape[1]! : w.shape[0]! / groups;
  if (
    x.shape.length !== 4 ||
    w.shape.length !== 4 ||
    w.shape[transposed ? 0 : 1] !== (transposed ? channels : depth) ||
    width % 1 ||
    depth % 1 ||
    (bias && elements(bias.shape) !== width * groups)
  ) {
    site.fail(`weights of shape [${w.shape}] in ${groups} groups do not fit an input of shape [${x.shape}].`);
  }
  return { channels, groups, depth, width };
}

/** The image channels last, with zeros around it. */
export function surrounded(plan: Plan, x: Tensor, axes: Pick<Axis, 'before' | 'after'>[]): Tensor {
  if ((x.strides[1] === 1 || x.shape[1] === 1) && !axes.some(({ before, after }) => before || after)) return x;
  const shape = x.shape.map((size, axis) => (axis < 2 ? size : size + axes[axis - 2]!.before + axes[axis - 2]!.after));
  const out = plan.into(plan.allocate(shape, [0, 2, 3, 1]), COPY, scalar(0));
  plan.into(
    axes.reduce((view, { before }, i) => slice(view, i + 2, before, x.shape[i + 2]!), out),
    COPY,
    x,
  );
  return out;
}
