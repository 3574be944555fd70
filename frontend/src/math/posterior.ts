import { normal } from './prior';
import { seeded } from './random';
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

/**
 * A draw of one image's posterior, (d,): mean + amount σ ε, with ε of a standard normal that the seed determines. The
 * reparameterised sampling of a VAE's training (Kingma and Welling, 2014) has the amount 1.
 */
export function drawPosterior(mean: Vector, logvar: Vector, amount: number, seed: number): Vector {
  const random = seeded(seed);
  return mean.map((value, i) => value + amount * Math.exp(0.5 * logvar[i]!) * normal(random));
}
