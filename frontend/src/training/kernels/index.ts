export { multiply, pack } from './multiply';
export { fold, unfold } from './patches';
export {
  addRow, bernoulli, clear, copy, difference, relu, reluGradient, silu, siluGradient, spread, squared, sumRows, tanh,
  values,
} from './pointwise';

/** The start of free memory. */
export function base(): usize {
  return __heap_base;
}
