/** Who requests images. In a lane the latest request wins; of several lanes the lowest goes first. */
export const LANES = {
  image: 0,
  strips: 1,
  path: 2,
  map: 3,
  hover: 4,
  nearest: 5,
  presets: 6,
  typical: 7,
  film: 8,
  groups: 9,
  place: 10,
  pair: 11,
  samples: 12,
  sensitive: 13,
  changes: 14,
} as const;

/** Who requests encodings. */
export const ENCODING = { placed: 0, typical: 1, pair: 2 } as const;
