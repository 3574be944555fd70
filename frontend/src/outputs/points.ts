import { numbersOf } from './csv';
import { areTexts, isFloat, isWhole, short, spoken, type Box, type Context, type Numbers, type Output } from './output';
import { clear, COLOURS, INK, inner, strokeOf } from './plot';
import { Plotted } from './plotted';

const MOST_POINTS = 1_000_000;
/** Points that a screen reader places. */
const NAMED = 5;
const AXES = ['x', 'y', 'z'];
/** More points than this are drawn smaller. */
const MANY = 200;
/** Of more points or edges for each pixel than this, some are left out. */
const DENSEST = 4;

export interface PointsSpec {
  count: number;
  dimensions: number;
  edges: readonly (readonly [number, number])[];
  names: readonly string[];
  low: number;
  high: number;
}

/** From where points in space are seen: angles about the vertical axis and above the horizon. */
export interface Angle {
  turn: number;
  tilt: number;
}

/** Points in the plane or in space, with edges. */
export class PointsOutput extends Plotted {
  readonly kind = 'points';
  readonly one = 'shape';
  readonly many = 'shapes';
  /** From where all pictures of points in space are drawn. */
  angle: Angle = { turn: 0.6, tilt: 0.35 };

  constructor(readonly points: PointsSpec) {
    super([points.count, points.dimensions], points, { width: 1, height: 1 });
  }

  draw(context: Context, numbers: Numbers, from: number, box: Box): void {
    clear(context, box);
    this.trace(context, numbers, from, box, COLOURS[1], INK);
  }

  drawDifference(context: Context, first: Numbers, second: Numbers, box: Box): void {
    clear(context, box);
    this.trace(context, second, 0, box, COLOURS[2], COLOURS[2]);
    this.trace(context, first, 0, box, COLOURS[1], COLOURS[1]);
  }

  describe(sample: Numbers): string {
    const { count, dimensions } = this.points;
    return Array.from({ length: Math.min(count, NAMED) }, (_, i) => {
      const at = Array.from(sample.subarray(i * dimensions, (i + 1) * dimensions), short);
      return `${spoken(this.pointOf(i))} at ${at.join(', ')}`;
    }).join('; ');
  }

  table(sample: Numbers): (string | number)[][] {
    const { count, dimensions } = this.points;
    return [
      ['point', ...AXES.slice(0, dimensions)],
      ...Array.from({ length: count }, (_, i) => [
        this.pointOf(i),
        ...sample.subarray(i * dimensions, (i + 1) * dimensions),
      ]),
    ];
  }

  /** A row for each point, in their order. */
  read(cells: readonly (readonly string[])[]): Float32Array<ArrayBuffer> {
    const { count, dimensions } = this.points;
    // names are before the coordinates, whether they are numbers or not
    const rows = numbersOf(cells.map((row) => (row.length === dimensions + 1 ? row.slice(1) : row)));
    if (rows.length !== count || !rows.every((row) => row.length === dimensions))
      throw new Error(
        `it has ${rows.length} rows of ${rows[0]?.length ?? 0}, but this model has ${count} points of ${dimensions}`,
      );
    return Float32Array.from(rows.flat());
  }

  /** Points without names are the same if they are as many. */
  matches(other: Output): boolean {
    const [here, there] = [this.points.names, (other as PointsOutput).points.names];
    return !here.length || !there.length || here.every((name, i) => name === there[i]);
  }

  readonly nameOf = (index: number): string => {
    const { dimensions } = this.points;
    return `${this.pointOf(Math.floor(index / dimensions))} ${AXES[index % dimensions]!}`;
  };

  /** What a point is called. */
  pointOf(point: number): string {
    return this.points.names[point] ?? `${point}`;
  }

  /** Where the points are in a box. */
  places(numbers: Numbers, from: number, box: Box): Float64Array {
    const { count, dimensions, low, high } = this.points;
    const { left, top, width, height } = inner(box);
    const reach = Math.min(width, height) / (high - low);
    const middle = (low + high) / 2;
    const [cos, sin, up, down] = [
      Math.cos(this.angle.turn),
      Math.sin(this.angle.turn),
      Math.cos(this.angle.tilt),
      Math.sin(this.angle.tilt),
    ];
    const places = new Float64Array(2 * count);
    for (let i = 0; i < count; i++) {
      const at = from + i * dimensions;
      let [x, y] = [numbers[at]! - middle, numbers[at + 1]! - middle];
      if (dimensions === 3) {
        const z = numbers[at + 2]! - middle;
        y = (y * up - (z * cos - x * sin) * down) / Math.SQRT2;
        x = (x * cos + z * sin) / Math.SQRT2;
      }
      places[2 * i] = left + width / 2 + reach * x;
      places[2 * i + 1] = top + height / 2 - reach * y;
    }
    return places;
  }

  private trace(context: Context, numbers: Numbers, from: number, box: Box, line: string, dot: string): void {
    const places = this.places(numbers, from, box);
    const stroke = strokeOf(box.height);
    const { count, edges } = this.points;
    const most = DENSEST * Math.max(1, box.width * box.height);
    context.save();
    context.beginPath();
    context.rect(box.left, box.top, box.width, box.height);
    context.clip();
    context.strokeStyle = line;
    context.lineWidth = stroke;
    context.beginPath();
    for (let i = 0; i < edges.length; i += Math.ceil(edges.length / most)) {
      const [start, end] = edges[i]!;
      context.moveTo(places[2 * start]!, places[2 * start + 1]!);
      context.lineTo(places[2 * end]!, places[2 * end + 1]!);
    }
    context.stroke();
    context.fillStyle = dot;
    const radius = (count > MANY ? 0.7 : 1.4) * stroke;
    for (let i = 0; i < places.length; i += 2 * Math.ceil(count / most)) {
      // small dots look the same as squares, which are faster
      if (radius < 2) context.fillRect(places[i]! - radius, places[i + 1]! - radius, 2 * radius, 2 * radius);
      else {
        context.beginPath();
        context.arc(places[i]!, places[i + 1]!, radius, 0, 2 * Math.PI);
        context.fill();
      }
    }
    context.restore();
  }
}

/** Parses the specification of a manifest. Throws a sentence. */
export function parsePoints(json: Record<string, unknown>): PointsOutput {
  const { count, dimensions = 2, edges = [], names = [], low, high } = json;
  if (!isWhole(count) || !(dimensions === 2 || dimensions === 3) || !(isFloat(low) && isFloat(high) && low < high))
    throw new Error('latentwalk.json lacks the number or the range of the points.');
  if (count > MOST_POINTS) throw new Error(`latentwalk.json describes ${count} points, which no page can show.`);
  const isEnd = (end: unknown): boolean => Number.isInteger(end) && (end as number) >= 0 && (end as number) < count;
  const isEdge = (edge: unknown): boolean => Array.isArray(edge) && edge.length === 2 && edge.every(isEnd);
  if (!Array.isArray(edges) || !edges.every(isEdge))
    throw new Error('latentwalk.json has edges that are not pairs of points.');
  if (!areTexts(names) || (names.length && names.length !== count))
    throw new Error('latentwalk.json has names that are not one for each point.');
  return new PointsOutput({ count, dimensions, edges: edges as [number, number][], names, low, high });
}
