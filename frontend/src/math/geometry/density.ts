import type { Posteriors } from '../posterior';

/** Numbers in the means of the posteriors that are mixed; of more, evenly thinned ones are. */
const MOST_NUMBERS = 2 ** 16;
/** Terms that are smaller by so many nats than the largest do not count. */
const NEGLIGIBLE = 40;

/**
 * The logarithm of the aggregate posterior's density, in nats, at points (m, d): of the mean of the posteriors
 * (Makhzani et al., "Adversarial autoencoders", 2015).
 */
export function logDensities({ n, mean, logvar }: Posteriors, points: Float32Array): Float64Array {
  const d = mean.length / n;
  const count = Math.min(n, Math.max(1, Math.floor(MOST_NUMBERS / d)));
  const rows = Int32Array.from({ length: count }, (_, i) => Math.floor((i * n) / count) * d);
  const precision = logvar.map((value) => Math.exp(-value));
  const peaks = Array.from(rows, (row) => {
    let sum = d * Math.log(2 * Math.PI);
    for (let i = 0; i < d; i++) sum += logvar[row + i]!;
    return -0.5 * sum;
  });
  const terms = new Float64Array(count);
  return Float64Array.from({ length: points.length / d }, (_, point) => {
    let top = -Infinity;
    for (let k = 0; k < count; k++) {
      let square = 0;
      for (let i = 0, at = rows[k]!, p = point * d; i < d; i++, at++, p++)
        square += (points[p]! - mean[at]!) ** 2 * precision[at]!;
      terms[k] = peaks[k]! - 0.5 * square;
      top = Math.max(top, terms[k]!);
    }
    let sum = 0;
    for (const term of terms) if (term > top - NEGLIGIBLE) sum += Math.exp(term - top);
    return top + Math.log(sum / count);
  });
}
