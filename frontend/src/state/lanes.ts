/** Who requests images. In a lane the latest request wins; of several lanes the lowest goes first. */
export const LANES = {
  image: 0,
  pull: 1,
  strips: 2,
  path: 3,
  map: 4,
  ranges: 5,
  sheet: 6,
  hover: 7,
  nearest: 8,
  presets: 9,
  typical: 10,
  film: 11,
  groups: 12,
  place: 13,
  pair: 14,
  samples: 15,
  sensitive: 16,
  changes: 17,
  figure: 18,
  axes: 19,
  jacobian: 20,
  diagnosis: 21,
  legs: 22,
  compared: 23,
  ring: 24,
  fields: 25,
  ahead: 26,
  predicted: 27,
  boundary: 28,
  noise: 29,
  training: 30,
} as const;

/** Who requests predictions. */
export const PREDICTING = { predicted: 0, ring: 1, boundary: 2, fields: 3 } as const;

/** Who requests encodings. */
export const ENCODING = { placed: 0, typical: 1, pair: 2, ring: 3, fields: 4 } as const;
