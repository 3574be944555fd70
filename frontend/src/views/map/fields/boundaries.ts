import { contours } from 'd3-contour';
import { likeliest } from '../../../sources/predictor';
import type { Verdict } from './kinds';

/** Log-odds beyond which a class counts as certain, so that lines lie evenly between places. */
const CERTAIN = 8;
const TINY = 1e-30;

/** Where the map is trusted less, no lines are drawn. */
const TRUSTED = 0.5;

/** The lines between the classes at `side` by `side` places, as a path in units of the places' cells. */
export function linesAt({ scores, names }: Verdict, side: number, trust: ArrayLike<number> | null): string {
  const k = names.length;
  const found = new Set(Array.from({ length: side * side }, (_, cell) => likeliest(scores, cell, k)));
  if (found.size < 2) return '';
  const all = contours().size([side, side]).smooth(true);
  return [...found]
    .flatMap((own) => all.contour(marginsOf(scores, own, k), 0).coordinates.flat())
    .map((ring) => within(ring as [number, number][], side, trust))
    .join('');
}

/** The log-odds of a class against the most probable other one, at each place. */
function marginsOf(scores: ArrayLike<number>, own: number, k: number): number[] {
  return Array.from({ length: scores.length / k }, (_, cell) => {
    let other = 0;
    for (let c = 0; c < k; c++) if (c !== own) other = Math.max(other, scores[cell * k + c]!);
    const margin = Math.log(scores[cell * k + own]! + TINY) - Math.log(other + TINY);
    return Math.max(-CERTAIN, Math.min(CERTAIN, margin));
  });
}

/** A ring as a path, without what runs along the edges of the map, or where the map is not trusted. */
function within(ring: readonly [number, number][], side: number, trust: ArrayLike<number> | null): string {
  const isEdge = ([x, y]: [number, number]): boolean => x <= 0.5 || y <= 0.5 || x >= side - 0.5 || y >= side - 0.5;
  const isTrusted = ([x, y]: [number, number]): boolean =>
    !trust || trust[Math.min(side - 1, Math.floor(y)) * side + Math.min(side - 1, Math.floor(x))]! >= TRUSTED;
  let path = '';
  let drawing = false;
  ring.forEach((place, i) => {
    const before = ring[i - 1];
    if (before && !(isEdge(before) && isEdge(place)) && isTrusted(place)) {
      if (!drawing) path += `M${text(before)}`;
      path += `L${text(place)}`;
      drawing = true;
    } else drawing = false;
  });
  return path;
}

const text = ([x, y]: readonly [number, number]): string => `${x.toFixed(2)} ${y.toFixed(2)}`;
