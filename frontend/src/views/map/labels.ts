/** A label's centre and size in pixels. */
export interface Label {
  x: number;
  y: number;
  width: number;
  height: number;
}

const ROUNDS = 60;
const GAP = 3;
/** Pixels that a label may be moved: farther away it would seem to name something else. */
const FARTHEST = 26;

/** Moves labels a little so that none overlaps another; drops those that still overlap an earlier one. */
export function apart<T extends Label>(labels: readonly T[]): T[] {
  const moved = labels.map((label) => ({ ...label }));
  for (let round = 0; round < ROUNDS; round++) {
    let touched = false;
    for (let i = 0; i < moved.length; i++) {
      for (let j = 0; j < i; j++) touched = push(moved[i]!, moved[j]!) || touched;
    }
    if (!touched) break;
    moved.forEach((label, i) => {
      const [dx, dy] = [label.x - labels[i]!.x, label.y - labels[i]!.y];
      const back = Math.min(1, FARTHEST / (Math.hypot(dx, dy) || 1));
      label.x = labels[i]!.x + dx * back;
      label.y = labels[i]!.y + dy * back;
    });
  }
  const kept: T[] = [];
  for (const label of moved) if (kept.every((other) => !covers(label, other))) kept.push(label);
  return kept;
}

function covers(a: Label, b: Label): boolean {
  return Math.abs(a.x - b.x) < (a.width + b.width) / 2 && Math.abs(a.y - b.y) < (a.height + b.height) / 2;
}

/** Pushes two labels apart by half their overlap each, along the axis with the smaller overlap. */
function push(a: Label, b: Label): boolean {
  const overX = (a.width + b.width) / 2 + GAP - Math.abs(a.x - b.x);
  const overY = (a.height + b.height) / 2 + GAP - Math.abs(a.y - b.y);
  if (overX <= 0.5 || overY <= 0.5) return false;
  const side = overX < overY ? 'x' : 'y';
  const half = (Math.min(overX, overY) / 2) * (a[side] < b[side] ? -1 : 1);
  a[side] += half;
  b[side] -= half;
  return true;
}
