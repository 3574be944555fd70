import { EngineError } from '../errors';
import type { Operator } from '../site';
import { ACTIVATIONS } from './activations';
import { attention } from './attention';
import { columnsToImage } from './columns';
import { einsum } from './einsum';
import { FUNCTIONS } from './functions';
import { GATHERING } from './gathering';
import { LOGIC } from './logic';
import { MAKING } from './making';
import { anyProduct, withVectors } from './moving';
import { NORMALIZATIONS } from './normalization';
import { ORDERING } from './ordering';
import { exactly, modern, needed } from './checks';
import { AFFINE as PLAIN_AFFINE, PLAIN, type Operators } from './plain';
import { averagePool, globalAveragePool, POOLING } from './pooling';
import { gemm } from './product';
import { RANDOM } from './random';
import { RECURRENT } from './recurrent';
import { REDUCTIONS } from './reduction';
import { resize } from './resize';
import { affineGrid, gridSample } from './sampling';
import { anyConvolution } from './sliding';
import { rotaryEmbedding } from './rotary';
import { SOFTMAX } from './softmax';
import { skippingZeros } from './sparse';
import { depthToSpace, spaceToDepth, STRUCTURE } from './structure';
import { TYPES } from './types';

/** Affine in one input where the others are known. */
export const AFFINE: Operators = {
  ...PLAIN_AFFINE,
  Conv: anyConvolution,
  ConvTranspose: anyConvolution,
  Gemm: gemm(skippingZeros(anyProduct)),
  MatMul: withVectors(skippingZeros(anyProduct)),
  AveragePool: averagePool,
  GlobalAveragePool: globalAveragePool,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};

/** Operators assume that their inputs exist and have the right rank; this checks both first. */
export const named =
  (operator: Operator): Operator =>
  (site, ...inputs) => {
    try {
      exactly(site, inputs);
      const outputs = [operator(...modern(site, inputs))].flat();
      needed(site, outputs.length);
      return outputs;
    } catch (error) {
      if (error instanceof EngineError) throw error;
      return site.fail('its inputs or attributes do not fit this operator.');
    }
  };

/** All ONNX operators that this engine supports. */
export const OPERATORS: Operators = Object.fromEntries(
  Object.entries<Operator>({
    ...PLAIN,
    ...AFFINE,
    ...ACTIVATIONS,
    ...FUNCTIONS,
    ...GATHERING,
    ...LOGIC,
    ...MAKING,
    ...NORMALIZATIONS,
    ...ORDERING,
    ...POOLING,
    ...RANDOM,
    ...RECURRENT,
    ...REDUCTIONS,
    ...SOFTMAX,
    ...STRUCTURE,
    ...TYPES,
    AffineGrid: affineGrid,
    Attention: attention,
    Col2Im: columnsToImage,
    Einsum: einsum,
    GridSample: gridSample,
    Resize: resize,
    RotaryEmbedding: rotaryEmbedding,
    Upsample: resize,
  }).map(([op, operator]) => [op, named(operator)]),
);
