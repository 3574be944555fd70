import { seeded } from '../../src/math/random';
import type { Items } from '../../src/training/items';

/** Grey pictures of 8 x 8 with a bright bar in one of two directions, and some noise. */
export function bars(count: number): Items {
  const random = seeded(3);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const pixels = new Uint8Array(count * 64);
  labels.forEach((label, i) => {
    const place = Math.floor(random() * 8);
    for (let at = 0; at < 64; at++) {
      const inside = (label ? at % 8 : at >> 3) === place;
      pixels[i * 64 + at] = (inside ? 200 : 20) + 30 * random();
    }
  });
  return { name: 'bars', shape: [8, 8, 1], pixels, labels, classes: ['rows', 'columns'], files: null };
}
