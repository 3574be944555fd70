import type { Attribute } from '../onnx';
import type { Operator } from '../site';
import { axisOf, constant, elements, INT64, transpose } from '../tensor';

export const reshapeTo: Operator = (site, x, shape) => {
  const wanted = (shape ? site.numbers(shape) : site.list('shape')) ?? [];
  const sizes = wanted.map((size, axis) => (size || site.number('allowzero', 0) ? size : (x.shape[axis] ?? 0)));
  const open = sizes.indexOf(-1);
  if (open >= 0) sizes[open] = elements(x.shape) / elements(sizes.filter((_, axis) => axis !== open));
  if (sizes.some((size) => !(size >= 0 && Number.isInteger(size))))
    site.fail(`a tensor of shape [${x.shape}] cannot take the shape [${wanted}].`);
  return site.plan.reshape(x, sizes);
};

export const flatten: Operator = (site, x) => {
  const axis = site.number('axis', 1);
  const at = axis < 0 ? axis + x.shape.length : axis;
  return site.plan.reshape(x, [elements(x.shape.slice(0, at)), elements(x.shape.slice(at))]);
};

export const squeeze: Operator = (site, x, list) => {
  const axes = site.listOr('axes', list)?.map((axis) => axisOf(axis, x.shape.length));
  return site.plan.reshape(
    x,
    x.shape.filter((size, axis) => (axes ? !axes.includes(axis) : size !== 1)),
  );
};

export const unsqueeze: Operator = (site, x, list) => {
  const axes = site.listOr('axes', list) ?? [];
  const rank = x.shape.length + axes.length;
  const shape = [...x.shape];
  for (const axis of axes.map((one) => axisOf(one, rank)).sort((a, b) => a - b)) shape.splice(axis, 0, 1);
  return site.plan.reshape(x, shape);
};

export const transposeTo: Operator = (site, x) =>
  transpose(x, site.list('perm') ?? x.shape.map((_, axis) => axis).reverse());

/** The number, list or tensor in the node's only attribute. */
export const constantTo: Operator = ({ node: { attributes } }) => {
  const [[name, { tensor, number, list }]] = attributes as unknown as [[string, Attribute]];
  const data = number === undefined ? list : [number];
  return (
    tensor ??
    constant(
      number === undefined ? [data.length] : [],
      Float32Array.from(data),
      name.startsWith('value_int') ? INT64 : 0,
    )
  );
};
