import { expect, test, vi } from 'vitest';
import { appended, joined } from '../../../src/conditions/rows';
import { seeded } from '../../../src/math/random';
import { LANES } from '../../../src/state/lanes';
import { conditions, given, label, weight } from '../../conditions/conditions';
import { at, walked, zoo } from '../world';

const START = given(0, 1, 0, 0.5);

test('a point is decoded under the conditions of the moment, and a row under its own', async () => {
  const { explorer, model } = await walked({ conditions });
  explorer.setCondition(label, 2);
  await explorer.model.decode(LANES.image, given(1, 2, 3, 4, 5, 6), 2);
  expect(model.rows.at(-1)).toEqual(appended(given(1, 2, 3, 4, 5, 6), 2, given(0, 0, 1, 0.5)));
  const row = given(1, 2, 3, 1, 0, 0, 2);
  await explorer.model.decode(LANES.image, row, 1);
  expect(model.rows.at(-1)).toBe(row);
});

test('without conditions the model itself decodes', async () => {
  const { explorer, model } = await walked();
  expect(explorer.model).toBe(model);
  expect(explorer.given).toHaveLength(0);
});

test('a conditional encoder is given the conditions after each sample', async () => {
  const { explorer, model } = await walked({ conditions, conditionalEncoder: true });
  const encode = vi.spyOn(model, 'encode');
  await explorer.placing.find(new Uint8Array(16));
  expect(encode.mock.lastCall![1].slice(16)).toEqual(START);
  const { explorer: other, model: plain } = await walked({ conditions });
  const alone = vi.spyOn(plain, 'encode');
  await other.placing.find(new Uint8Array(16));
  expect(alone.mock.lastCall![1]).toHaveLength(16);
});

test('everything is decoded again when a condition changes, and only then', async () => {
  const { explorer } = await walked({ conditions });
  const { revision } = explorer;
  explorer.change({ z: given(1, 1, 1) });
  expect(explorer.revision).toBe(revision);
  explorer.setCondition(weight, 1);
  expect(explorer.revision).not.toBe(revision);
});

test('a choice is a step, and Reset goes back to the defaults', async () => {
  const { explorer } = await walked({ conditions });
  explorer.setCondition(label, 0);
  explorer.commit();
  explorer.choose({ z: given(1, 0, 0) });
  explorer.reset();
  await vi.waitFor(() => expect(explorer.given).toEqual(START));
  explorer.undo();
  await vi.waitFor(() => expect([at(explorer), explorer.given]).toEqual([[1, 0, 0], given(1, 0, 0, 0.5)]));
  explorer.undo();
  explorer.undo();
  await vi.waitFor(() => expect(explorer.given).toEqual(START));
  expect(explorer.canUndo).toBe(false);
});

test('Random leaves the conditions as they are', async () => {
  const { explorer } = await walked({ conditions });
  explorer.setCondition(label, 2);
  const before = explorer.given;
  explorer.moveRandomly(seeded(1));
  await vi.waitFor(() => expect(explorer.destination.slice(3)).toEqual(before));
});

test('presets with conditions set them, and others do not', async () => {
  const presets = [
    { name: 'row', z: given(1, 2, 3, 1, 0, 0, 2) },
    { name: 'point', z: given(3, 2, 1) },
  ];
  const { explorer } = await walked({ conditions, presets });
  explorer.moveToPreset(presets[0]!);
  await vi.waitFor(() => expect([at(explorer), explorer.given]).toEqual([[1, 2, 3], given(1, 0, 0, 2)]));
  explorer.moveToPreset(presets[1]!);
  await vi.waitFor(() => expect([at(explorer), explorer.given]).toEqual([[3, 2, 1], given(1, 0, 0, 2)]));
});

test('pins hold the conditions, and the path leads from one to the other', async () => {
  const { explorer } = await walked({ conditions });
  explorer.path.pin();
  explorer.change({ z: given(2, 0, 0) });
  explorer.setCondition(label, 0);
  explorer.setCondition(weight, 1.5);
  explorer.commit();
  explorer.path.pin();
  expect(explorer.path.pins).toEqual([given(0, 0, 0, 0, 1, 0, 0.5), given(2, 0, 0, 1, 0, 0, 1.5)]);
  expect(explorer.path.points).toEqual([given(0, 0, 0), given(2, 0, 0)]);
  explorer.path.scrub(0.25);
  expect([at(explorer), explorer.given]).toEqual([[0.5, 0, 0], given(0.25, 0.75, 0, 0.75)]);
  explorer.path.goTo(0);
  await vi.waitFor(() => expect(explorer.given).toEqual(START));
  const { step } = explorer;
  explorer.path.goTo(0);
  expect(explorer.step).toBe(step);
});

test('an encoded item brings its own conditions, if they are known', async () => {
  const data = zoo();
  const values = Float32Array.from({ length: 2 * data.n }, (_, i) => (i % 2 ? NaN : 2));
  const { explorer } = await walked({ conditions, data: { ...data, conditions: values } });
  const z = data.mean.slice(3, 6);
  const row = explorer.encoded.rowOf(1);
  expect(row).toEqual(joined({ z, given: given(0, 0, 1, 0.5) }));
  explorer.moveTo(row);
  await vi.waitFor(() => expect(explorer.given).toEqual(given(0, 0, 1, 0.5)));
  const { explorer: other } = await walked({ conditions });
  expect(other.encoded.rowOf(1)).toEqual(z);
});
