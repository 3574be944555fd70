import { centresIn } from '../src/math/geometry/cells';
import { metrics } from '../src/math/geometry/metric';
import type { Vector } from '../src/math/vector';
import { openFolder } from '../src/sources/opened';
import { Explorer } from '../src/state/explorer.svelte';
import { Geometry } from '../src/state/geometry/geometry.svelte';
import { ofFolder } from '../src/state/predictor/opening';
import { Sampler } from '../src/state/geometry/sampler';
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
  };
  explorer.close();
  return found;
}

Object.assign(window, { benchGeometry });
