import { seeded } from '../../src/math/random';
import type { Items } from '../../src/training/items';

/** Grey pictures of 8 x 8 with a bright bar in one of two directions, and some noise. */
export function bars(count: number): Items {
  const random = seeded(3);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const values = new Uint8Array(count * 64);
  labels.forEach((label, i) => {
    const place = Math.floor(random() * 8);
    for (let at = 0; at < 64; at++) {
      const inside = (label ? at % 8 : at >> 3) === place;
      values[i * 64 + at] = (inside ? 200 : 20) + 30 * random();
    }
  });
  return { name: 'bars', shape: [8, 8, 1], values, labels, classes: ['rows', 'columns'], files: null };
}

/** Curves with one wave in each line, of two classes with different frequencies, and some noise. */
export function waves(count: number, length: number, lines = 1): Items {
  const random = seeded(5);
  const labels = Int32Array.from({ length: count }, (_, i) => i % 2);
  const values = new Float32Array(count * length * lines);
  for (let i = 0; i < count; i++) {
    const phase = random();
    for (let at = 0; at < length * lines; at++) {
      const turns = (1 + (i % 2)) * (Math.floor(at / lines) / length + phase);
      values[i * length * lines + at] = 5 + 2 * Math.sin(2 * Math.PI * turns + (at % lines)) + 0.1 * random();
    }
  }
  return { name: 'waves', shape: [1, length, lines], values, labels, classes: ['slow', 'fast'], files: null };
}
