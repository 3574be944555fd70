import { unitVectors } from '../src/math/basis';
import { centresIn } from '../src/math/geometry/cells';
import { metrics } from '../src/math/geometry/metric';
import { BYTE_STEP } from '../src/math/jacobian';
import { pulled } from '../src/math/pull';
import type { Vector } from '../src/math/vector';
import { rasterOf } from '../src/outputs/raster';
import { copies } from '../src/sources/copies';
import { openFolder } from '../src/sources/opened';
import { Explorer } from '../src/state/explorer.svelte';
import { Geometry } from '../src/state/geometry/geometry.svelte';
import { Sampler } from '../src/state/geometry/sampler';
import { holdNearPrior } from '../src/state/hold';
import { ofFolder } from '../src/state/predictor/opening';
import { dragTarget } from '../src/state/target';
import { planeOf } from '../src/views/map/fields/surface';

/** What is timed, in milliseconds a round; the first path is timed once, with the graph that it needs. */
export interface GeometryTimes {
  metric: number[];
  ellipses: number[];
  magnification: number[];
  even: number[];
  graph: number[];
  data: number[];
  second: number[];
  across: number[];
  pull: number[];
}

const EXTENT = { left: -3, right: 3, bottom: -3, top: 3 };
const LANE = 1;

/** Times the geometry of a model folder, wherever the page decodes it. */
async function benchGeometry(url: string, rounds: number): Promise<GeometryTimes> {
  const opening = await openFolder(async (name) => (await fetch(`${url}/${name}`)).arrayBuffer());
  const model = await opening.model;
  const explorer = new Explorer(model);
  await explorer.loadAtlas();
  const d = explorer.folder.latentDim;
  const geometry = (explorer.geometry = new Geometry(explorer));
  const sampler = new Sampler(explorer, geometry.tracing, 'fields');
  const unit = (axis: number): Vector => Float32Array.from({ length: d }, (_, i) => +(i === axis));
  const surface = planeOf({ origin: new Float32Array(d), right: unit(0), up: unit(1) }, new Float32Array(d));
  const presets = explorer.folder.presets.map(({ z }) => z);
  const pair = (round: number): [Vector, Vector] => [
    presets[round % presets.length]!,
    presets[(round + 1 + Math.floor(round / presets.length)) % presets.length]!,
  ];
  const decode = async (rows: Vector, n: number): Promise<Vector> => {
    const samples = (await model.decode(LANE, rows, n, true))!;
    const copy = Float32Array.from(samples.numbers);
    samples.release();
    return copy;
  };

  const timed = async (act: (round: number) => Promise<unknown>, count = rounds): Promise<number[]> => {
    const times: number[] = [];
    for (let round = 0; round < count; round++) {
      const start = performance.now();
      await act(round);
      times.push(performance.now() - start);
    }
    return times;
  };
  const even = (round: number): Promise<unknown> => {
    const [a, b] = pair(round);
    const rows = Float32Array.from({ length: 25 * d }, (_, at) => {
      const i = at % d;
      return a[i]! + (Math.floor(at / d) / 24) * (b[i]! - a[i]!);
    });
    return geometry.tracing.run({ kind: 'even', rows, n: 25 }, explorer.encoded.data, LANE);
  };
  const data = (round: number): Promise<unknown> => {
    const [start, end] = pair(round);
    return geometry.tracing.run({ kind: 'data', start, end, n: 97 }, explorer.encoded.data, LANE);
  };
  const ellipses = (): Promise<unknown> => sampler.metrics(surface, centresIn({ ...EXTENT, side: 12 }));
  const predictor = (explorer.predictor = await ofFolder(explorer));
  const places = surface.at(centresIn({ ...EXTENT, side: 64 })).points;
  const second = (): Promise<unknown> => sampler.predictions(predictor, places);
  const across = (round: number): Promise<unknown> =>
    predictor.across(presets[round % presets.length]!, (round + 1) % presets.length, null, () => true);
  const seen = copies(model, LANE);
  const pull = async (round: number): Promise<void> => {
    const z = presets[round % presets.length]!;
    const sample = (await seen(z, 1))!;
    // what is in the middle is dragged away, further in each round
    const [from, to] = [
      { x: 14, y: 14 },
      { x: 15 + (round % 6), y: 12 },
    ];
    const target = dragTarget(sample, rasterOf(explorer.output), from, to, 2);
    const hold = holdNearPrior(explorer.folder.prior ?? [], d, 0.03);
    await pulled(seen, { z, sample, damping: 0.01 }, target, hold, unitVectors(d), BYTE_STEP);
  };
  // the first rounds compile
  await second();
  await timed(ellipses, 3);
  await even(0);
  const graph = await timed(data, 1);
  const found = {
    metric: await timed((round) => metrics(decode, presets[round % presets.length]!, 1, d)),
    ellipses: await timed(ellipses),
    magnification: await timed(() => sampler.cellMetrics(surface, { ...EXTENT, side: 64 })),
    even: await timed(even),
    graph,
    data: await timed(data),
    second: await timed(second),
    across: await timed(across),
    pull: await timed(pull),
  };
  explorer.close();
  return found;
}

Object.assign(window, { benchGeometry });
