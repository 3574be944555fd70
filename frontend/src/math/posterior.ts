import { normal } from './prior';
import type { Vector } from './vector';

/** Posteriors of n > 0 images: means and log-variances, (n, d) each. */
export interface Posteriors {
  n: number;
  mean: Vector;
  logvar: Vector;
}

/** A draw of the aggregate posterior, (d,): of the posterior of a random image (Makhzani et al., 2015). */
export function drawAggregate({ n, mean, logvar }: Posteriors, random: () => number = Math.random): Vector {
  const d = mean.length / n;
  const start = Math.floor(random() * n) * d;
  return Float32Array.from(
    { length: d },
    (_, i) => mean[start + i]! + Math.exp(0.5 * logvar[start + i]!) * normal(random),
  );
}
