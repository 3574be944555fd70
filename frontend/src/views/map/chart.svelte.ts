import { colourOf, FAINT, NEUTRAL, PALETTE, parsed } from '../../columns/palette';
import { moved, place, places } from '../../math/slice';
import type { Vector } from '../../math/vector';
import { segments } from '../../math/walk';
import type { Explorer } from '../../state/explorer.svelte';
import { upright } from '../../state/names';
import { clustersOf, middleOf, namedIn, type Cluster, type Group } from './clusters';
import { extentOfAll, PRIOR_REACH } from './extent';
import { extentOf, fitted, toPixels, type Extent, type Frame } from './frame';
import { latticeOf, sameLattice, type Lattice } from './lattice';
import { Picking } from './picking';
import type { Cloud } from './splats';

/** Dots grow as fewer are visible, but more slowly than the space between them, which shows the tiles. */
const DOT = { radius: 1.5, at: 0.03, growth: 0.3 };
const RADII = [0.6, 3.2] as const;
/** The share of the map that dots may cover before they become transparent. */
const COVER = 0.25;
const OPACITIES = [0.16, 0.95] as const;

/** Places along each segment of the path's curve: on a plane, and on a layout, where each is searched for. */
const [FINE, COARSE] = [24, 12];

/** Kinds of points in addition to the palette's; the colours of a column come after them. */
export const [PLAIN, HIDDEN, BEHIND] = [PALETTE.length, PALETTE.length + 1, PALETTE.length + 2];

/** What the parts of the map share: positions, frame and appearance. */
export class Chart {
  /** In CSS pixels. */
  width = $state(0);
  height = $state(0);
  /** Whether the next drag draws a lasso. */
  lasso = $state(false);
  /** Whether the name field of the direction gets the focus next. */
  naming = $state(false);
  /** The lasso being drawn, (k, 2) on the plane. */
  outline: readonly number[] = $state.raw([]);
  /** Whether the pointer is over the marker. */
  onMarker = $state(false);
  /** The pointer's position in pixels; null outside the map. */
  pointer: [number, number] | null = $state.raw(null);

  readonly size = $derived.by(() => ({ width: this.width, height: this.height }));
  readonly plane = $derived.by(() => this.explorer.view.plane);
  readonly slice = $derived.by(() => this.explorer.slice);
  /** The layout, if it is the plane. */
  readonly layout = $derived.by(() => (this.plane.kind === 'layout' ? this.explorer.encoded.layout : null));
  /** Whether places on the map have latent points. */
  readonly decodes = $derived.by(() => Boolean(this.slice ?? this.layout));
  readonly layers = $derived.by(() =>
    this.decodes && this.explorer.encoded.atlas ? this.explorer.view.layers : this.decodes ? 'images' : 'points',
  );
  /** (n, 2) */
  readonly places: Float32Array | null = $derived.by(() => {
    const { atlas, means } = this.explorer.encoded;
    return atlas && this.slice && means !== atlas.mean ? places(this.slice, means!) : this.settled;
  });
  /** (n, 2): the positions of the data in the trained model. */
  private readonly settled: Float32Array | null = $derived.by(() => {
    const { atlas } = this.explorer.encoded;
    return !atlas
      ? null
      : this.slice
        ? places(this.slice, atlas.mean)
        : this.plane.kind === 'layout'
          ? atlas.layout
          : null;
  });
  private readonly known = $derived.by(() => this.explorer.encoded.moment?.known ?? null);
  private readonly extent: Extent = $derived.by(() => {
    const { settled, places, known, plane, slice, explorer } = this;
    const reaches = plane.kind === 'axes' ? plane.axes.map((key) => explorer.axes.find(key)?.reach ?? 0) : null;
    return extentOfAll({
      ...{ settled, places, known },
      reach: reaches && Math.max(PRIOR_REACH, ...reaches),
      pins: slice && plane.kind === 'pins' ? this.pins.slice(0, 3) : [],
      isPlane: slice !== null,
      isTraining: explorer.folder.training,
    });
  });
  /** The frame that shows everything. */
  readonly whole: Frame = $derived.by(() => fitted(this.extent, this.size));
  readonly frame: Frame = $derived.by(() => this.explorer.view.frame ?? this.whole);
  /** Decimals that tell places on the map apart. */
  readonly decimals = $derived(Math.max(2, Math.min(12, 3 - Math.floor(Math.log10(this.frame.span)))));
  readonly picking = $derived.by(() => this.places && new Picking(this.places, this.extent));
  /** The colours of a column; null for those of the classes. */
  readonly paint = $derived.by(() => this.explorer.known?.paint ?? null);
  private readonly fails = $derived.by(() => this.explorer.known?.fails);
  private readonly filtered = $derived.by(() => this.explorer.view.filtered);
  private readonly groups = $derived.by(() => this.explorer.selection.groups);

  /** The classes in the data, in order; -1 is unlabelled data. */
  readonly classes: readonly { label: number; name: string; count: number }[] = $derived.by(() => this.countClasses());
  /** The highest class in the data; -1 without classes. */
  private readonly last = $derived.by(() => this.classes.at(-1)?.label ?? -1);
  /** Whether the map draws originals at their points. */
  readonly pictured = $derived.by(
    () => this.explorer.view.thumbs && this.explorer.originals !== null && this.layers !== 'images' && !!this.places,
  );
  /** The median position of each visible class, or category of the column; none where a name would cover pictures. */
  readonly clusters: readonly Cluster[] = $derived.by(() => {
    const { places, paint, known, fails } = this;
    const { atlas } = this.explorer.encoded;
    if (!atlas || !places || this.pictured) return [];
    const seen = (point: number): boolean => !fails?.[point] && (!known || known[point] === 1);
    if (paint?.scale) return [];
    if (paint) return clustersOf(places, namedIn(paint), (point) => paint.column.codes[point]!, seen);
    const named = this.classes
      .filter(({ label }) => label >= 0 && !this.filtered.includes(label))
      .map((one) => ({ ...one, colour: colourOf(one.label) }));
    return clustersOf(places, named, (point) => atlas.label[point]!, seen);
  });
  readonly grouped: readonly Group[] = $derived.by(() =>
    this.groups.map((group, i) => ({
      label: i,
      name: 'AB'[i]!,
      count: group.length,
      middle: this.places ? middleOf(this.places, group) : [0, 0],
    })),
  );
  /** (n,): the index of each point's colour in the cloud, or a kind of its own. */
  readonly kinds = $derived.by(() => this.kindsOf());

  /** The share of the data that is visible. */
  private readonly share = $derived.by(() => {
    const counts = (some: readonly { count: number }[]): number => some.reduce((sum, { count }) => sum + count, 0);
    const { moment, atlas } = this.explorer.encoded;
    return (
      (((moment?.data.n ?? atlas?.n ?? 0) / Math.max(1, atlas?.n ?? 0)) *
        counts(this.classes.filter(({ label }) => !this.filtered.includes(label)))) /
      Math.max(1, counts(this.classes))
    );
  });
  /** Visible points per square pixel, approximately. */
  private readonly density = $derived.by(
    () =>
      (this.share * (this.picking?.count(extentOf(this.frame, this.size)) ?? 0)) /
      Math.max(1, this.width * this.height),
  );
  /** In CSS pixels. */
  readonly radius = $derived(within(RADII, DOT.radius * (DOT.at / Math.max(1e-9, this.density)) ** DOT.growth));
  private readonly opacity = $derived(
    Math.round(20 * within(OPACITIES, COVER / (Math.PI * this.radius ** 2 * Math.max(1e-9, this.density)) + 0.1)) / 20,
  );
  readonly cloud: Cloud | null = $derived.by(() => {
    if (!this.places || !this.kinds) return null;
    const seen = (hex: string) => [...parsed(hex), this.opacity] as const;
    // dots are prepared only in the colours that the data has
    const classes = PALETTE.map((hex, i) => (i <= this.last ? seen(hex) : null));
    return {
      places: this.places,
      colour: this.kinds,
      colours: [
        ...classes,
        seen(NEUTRAL),
        null,
        [...parsed(FAINT), 0.6 * this.opacity],
        ...(this.paint?.colours.map(seen) ?? []),
      ],
    };
  });
  /** The opacity of the tiles: lower where points cover more of the map. */
  readonly tiles = $derived(
    this.layers === 'both' ? Math.max(0.42, Math.min(0.8, 0.8 - 1.2 * (this.density * Math.PI * this.radius ** 2))) : 1,
  );

  readonly lattice: Lattice = $derived.by(() => {
    const lattice = latticeOf(this.frame, this.size, this.explorer.output);
    return (this.latest = this.latest && sameLattice(this.latest, lattice) ? this.latest : lattice);
  });
  private latest: Lattice | null = null;

  /** The current point on the plane, and in pixels; null if the map shows the data only. */
  readonly here = $derived.by(() => this.placeOfPoint(this.explorer.view.z));
  readonly marker = $derived.by(() => this.here && this.pixels(this.here));

  private readonly stops = $derived.by(() => this.explorer.path.points);
  /** The path's pins on the plane. */
  readonly pins: readonly [number, number][] = $derived.by(() =>
    this.decodes ? this.stops.map((pin) => this.placeOfPoint(pin)!) : [],
  );

  /** Places along the path, where the plane has it; empty without one. */
  readonly path: readonly [number, number][] = $derived.by(() => {
    const { along, loop } = this.explorer.path;
    const count = segments(this.stops.length, loop);
    if (!this.decodes || !count) return [];
    const fine = this.slice ? FINE : COARSE;
    return Array.from({ length: count * fine + 1 }, (_, i) => this.placeOfPoint(along(i / fine))!);
  });

  constructor(readonly explorer: Explorer) {}

  pixels([x, y]: readonly [number, number]): [number, number] {
    return toPixels(this.frame, this.size, x, y);
  }

  /** Where a latent point lies; null if the map shows the data only. */
  placeOfPoint(z: Vector): [number, number] | null {
    return this.slice ? place(this.slice, z) : (this.layout?.place(z) ?? null);
  }

  /** The point at (x, y): on a plane, the current one moved along it. Null if the map shows the data only. */
  pointAt(x: number, y: number): Vector | null {
    return this.slice ? moved(this.slice, this.explorer.view.z, x, y) : (this.layout?.at(x, y) ?? null);
  }

  placeOf(point: number): [number, number] {
    return [this.places![2 * point]!, this.places![2 * point + 1]!];
  }

  /** The names of the plane's two directions. */
  readonly names: readonly string[] = $derived.by(() => {
    const { plane, explorer } = this;
    if (plane.kind === 'axes') return plane.axes.map((key) => explorer.axes.find(key)?.name ?? key);
    return plane.kind === 'components' ? ['PC 1', 'PC 2'] : ['x', 'y'];
  });

  nameOf(label: number): string {
    return label < 0 ? 'unlabelled' : upright(this.explorer.folder.classes[label] ?? `${label}`);
  }

  /** Makes a class the first or the second group; a second group requires a first one. */
  group(label: number, which: 0 | 1): void {
    const {
      encoded: { atlas },
      selection: { groups },
    } = this.explorer;
    const points = Int32Array.from(atlas!.label.keys()).filter((i) => atlas!.label[i] === label);
    const second = which === 1 && groups.length > 0;
    const other = groups[second ? 0 : 1];
    this.explorer.selection.setGroups(second ? [other!, points] : other ? [points, other] : [points]);
    this.naming = this.explorer.selection.groups.length > 1;
  }

  /** Finds the item whose picture is at a position in pixels, -1 for none; null if the map draws no originals. */
  pictureAt: ((x: number, y: number) => number) | null = null;

  /** Whether a point of a kind is visible and neither behind the filters nor outside the groups. */
  stands(kinds: Uint8Array, point: number): boolean {
    return kinds[point] !== HIDDEN && kinds[point] !== BEHIND;
  }

  /** Whether a point is visible. */
  readonly shown = (point: number): boolean =>
    this.layers !== 'images' && this.kinds?.[point] !== HIDDEN && !this.fails?.[point];

  private countClasses(): { label: number; name: string; count: number }[] {
    const { atlas } = this.explorer.encoded;
    if (!atlas) return [];
    const counts: number[] = [];
    for (let i = 0; i < atlas.n; i++) counts[atlas.label[i]! + 1] = (counts[atlas.label[i]! + 1] ?? 0) + 1;
    return counts.flatMap((count, i) => ({ label: i - 1, name: this.nameOf(i - 1), count })).filter(Boolean);
  }

  private kindsOf(): Uint8Array | null {
    const {
      known,
      fails,
      paint,
      explorer: {
        encoded: { atlas },
      },
    } = this;
    if (!atlas) return null;
    const kind = Uint8Array.from({ length: this.last + 2 }, (_, i) =>
      i === 0 ? PLAIN : this.filtered.includes(i - 1) ? HIDDEN : (i - 1) % PALETTE.length,
    );
    const kinds = new Uint8Array(atlas.n);
    for (let i = 0; i < atlas.n; i++) {
      const own = known && !known[i] ? HIDDEN : kind[atlas.label[i]! + 1]!;
      kinds[i] = own === HIDDEN ? own : fails?.[i] ? BEHIND : paint ? BEHIND + 1 + paint.of[i]! : own;
    }
    if (!this.groups.length) return kinds;
    const stepped = kinds.map((one) => (one === HIDDEN ? HIDDEN : BEHIND));
    for (const group of this.groups) for (const point of group) stepped[point] = kinds[point]!;
    return stepped;
  }
}

function within([low, high]: readonly [number, number], value: number): number {
  return Math.max(low, Math.min(high, value));
}
