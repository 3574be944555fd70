/** Who asks for images. In each lane the latest request wins; of several that wait, the lowest lane goes first. */
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
} as const;

/** Who asks for images to be encoded. */
export const ENCODING = { placed: 0, typical: 1, pair: 2 } as const;
