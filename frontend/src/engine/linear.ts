import type { Node } from './onnx';

/** Operators that show the same elements in another shape or order. */
export const VIEWS = ['Reshape', 'Flatten', 'Transpose', 'Squeeze', 'Unsqueeze', 'Identity', 'Dropout'];

/** Affine in either input where the other is known. */
const EITHER = ['Add', 'Sub', 'Mul'];

/** Affine in one input where the others are known, and perhaps channel by channel. */
export const CHANNELWISE = [...EITHER, 'Div', 'BatchNormalization', 'Neg'];

/** Affine in the first input where the others are known. */
export const AFFINE = [
  ...VIEWS, ...CHANNELWISE, 'Gemm', 'MatMul', 'Conv', 'ConvTranspose', 'AveragePool', 'GlobalAveragePool', 'DepthToSpace', 'SpaceToDepth',
];

/** The input in which a node of some such operators is affine. */
export function affineInput({ op, inputs }: Node, operators: string[], known: (name: string) => unknown): string | undefined {
  const [open, ...others] = inputs.filter((name) => name && !known(name));
  return operators.includes(op) && !others.length && (open === inputs[0] || EITHER.includes(op)) ? open : undefined;
}
