/** A generator of even draws that always gives the same ones (Park and Miller, 1988). */
export function seeded(seed = 1): () => number {
  return () => (seed = (seed * 48271) % 2147483647) / 2147483647;
}
