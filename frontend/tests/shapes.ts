/** The shape of an input of each exported network in `fixtures/`, without the batch. */
export const SHAPES: Record<string, number[]> = {
  decoder: [6],
  encoder: [1, 28, 28],
  residual: [3, 11, 9],
  dcgan: [9],
  upsampler: [4],
  attention: [5],
};
