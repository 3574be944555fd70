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
  table: 9,
  presets: 10,
  typical: 11,
  film: 12,
  groups: 13,
  members: 14,
  place: 15,
  pair: 16,
  samples: 17,
  sensitive: 18,
  changes: 19,
  figure: 20,
  axes: 21,
  jacobian: 22,
  diagnosis: 23,
  legs: 24,
  compared: 25,
  ring: 26,
  fields: 27,
  ahead: 28,
  predicted: 29,
  boundary: 30,
  noise: 31,
  training: 32,
} as const;

/** Who requests predictions. */
export const PREDICTING = { predicted: 0, ring: 1, boundary: 2, fields: 3 } as const;

/** Who requests encodings. */
export const ENCODING = { placed: 0, typical: 1, pair: 2, ring: 3, fields: 4 } as const;
