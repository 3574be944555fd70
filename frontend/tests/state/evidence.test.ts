import { expect, test } from 'vitest';
import type { Network } from '../../src/engine/network';
import { parseValues } from '../../src/outputs/values';
import { specified, type Probes } from '../../src/state/predictor/evidence';
import { imageOutput } from '../outputs/images';

const output = imageOutput({ height: 1, width: 2, low: -1, high: 1 });

/** A network whose scores follow from the two pixels of an image. */
function network(
  scores: (first: number, second: number) => number[],
  parts: { shape?: number[]; outputs?: { name: string; shape: number[] }[]; batch?: number } = {},
): Network {
  const { shape = [1, 1, 2], batch = -1 } = parts;
  const k = scores(0, 0).length;
  const outputs = parts.outputs ?? [{ name: 'scores', shape: [batch, k] }];
  const run = async ({ inputs, batch: n }: { inputs: Record<string, Float32Array>; batch: number }) => ({
    [outputs.at(-1)!.name]: Float32Array.from(
      Array.from({ length: n }, (_, i) => scores(inputs.image![2 * i]!, inputs.image![2 * i + 1]!)).flat(),
    ),
  });
  return {
    inputs: [{ name: 'image', shape: [batch, ...shape] }],
    outputs,
    run,
    timed: async (request: Parameters<typeof run>[0]) => ({ results: await run(request), milliseconds: 1 }),
  } as unknown as Network;
}

/** Images from dark to bright; those whose first pixel is brighter than a quarter are of the second class. */
const bright = Array.from({ length: 40 }, (_, i) => -1 + i / 19.5);
const probes: Probes = {
  samples: Float32Array.from(bright.flatMap((value) => [value, 0])),
  labels: bright.map((value) => (value > -0.5 ? 1 : 0)),
  n: 40,
};

test('the range of values that agrees with the labels is chosen, and said', async () => {
  const unit = network((first) => [0, 20 * (first - 0.25)]);
  const { spec, remarks } = await specified(unit, 'net.onnx', probes, output, ['dark', 'bright']);
  expect(spec).toMatchObject({ names: ['dark', 'bright'], returns: 'logits', low: [0], high: [1] });
  expect(remarks.at(-1)).toBe('It reads 100 % of 40 decoded items as they are labelled, given values from 0 to 1.');
});

test('a range that is given is taken', async () => {
  const unit = network((first) => [0, 20 * (first - 0.25)]);
  const known = { low: [-1], high: [1] };
  const { spec } = await specified(unit, 'net.onnx', probes, output, ['dark', 'bright'], known);
  expect(spec).toMatchObject(known);
});

test('a poor agreement raises the question whether something is wrong', async () => {
  const wrong = network((first) => [20 * (first + 0.5), 0]);
  const { remarks } = await specified(wrong, 'net.onnx', probes, output, ['dark', 'bright']);
  expect(remarks.at(-1)).toContain('Are its classes in another order');
});

test('scores are recognized as probabilities, logits or values', async () => {
  const found = async (scores: (first: number) => number[]): Promise<string> =>
    (await specified(network(scores), 'net.onnx', probes, output, [])).spec.returns;
  expect(await found((first) => [(first + 1) / 2, (1 - first) / 2])).toBe('probabilities');
  expect(await found((first) => [first, 1])).toBe('logits');
  expect(await found((first) => [first])).toBe('values');
});

test('one output may be declared the score of a class', async () => {
  const known = { returns: 'probabilities' as const };
  const one = network((first) => [(first + 1) / 2]);
  const { spec } = await specified(one, 'net.onnx', probes, output, ['dark', 'bright'], known);
  expect(spec).toMatchObject({ names: ['no', 'yes'], binary: true });
});

test('of several outputs the last of scores is read, and said', async () => {
  const outputs = [
    { name: 'features', shape: [-1, 1, 7, 7] },
    { name: 'logits', shape: [-1, 2] },
  ];
  const several = network((first) => [0, first], { outputs });
  const { spec, remarks } = await specified(several, 'net.onnx', probes, output, []);
  expect(spec.output).toBe('logits');
  expect(remarks[0]).toContain('‘logits’ is read');
});

test('a network for a fixed number of samples is tried in parts', async () => {
  const fixed = network((first) => [0, 20 * (first + 0.5)], { batch: 16 });
  const { remarks } = await specified(fixed, 'net.onnx', probes, output, ['dark', 'bright']);
  expect(remarks.at(-1)).toContain('100 % of 40');
});

test('what takes other samples is refused', async () => {
  const wrong = specified(
    network(() => [0, 1], { shape: [3, 8, 8] }),
    'net.onnx',
    probes,
    output,
    [],
  );
  await expect(wrong).rejects.toThrow('net.onnx takes (n, 3, 8, 8), and the model decodes images of 1 x 2 x 1');
  const values = parseValues({ names: ['a', 'b', 'c'], low: 0, high: 1 });
  const other = specified(
    network(() => [0, 1]),
    'net.onnx',
    probes,
    values,
    [],
  );
  await expect(other).rejects.toThrow('the model decodes');
});
