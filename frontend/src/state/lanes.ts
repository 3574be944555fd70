/** Who requests images. In a lane the latest request wins; of several lanes the lowest goes first. */
export const LANES = {
  image: 0,
  strips: 1,
  path: 2,
  map: 3,
  ranges: 4,
  sheet: 5,
  hover: 6,
  nearest: 7,
  presets: 8,
  typical: 9,
  film: 10,
  groups: 11,
  place: 12,
  pair: 13,
  samples: 14,
  sensitive: 15,
  changes: 16,
  figure: 17,
  legs: 18,
  compared: 19,
  ring: 20,
  fields: 21,
} as const;

/** Who requests encodings. */
export const ENCODING = { placed: 0, typical: 1, pair: 2, ring: 3, fields: 4 } as const;
