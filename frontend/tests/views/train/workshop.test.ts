import { beforeEach, expect, test, vi } from 'vitest';
import { forgetTrained, keepTrained, trainedModels } from '../../../src/sources/trained';
import { Workshop } from '../../../src/state/workshop';
import type { Run } from '../../../src/training/run';

const model = (name: string) => ({ name, latentDim: 2, file: new File([name], `${name}.zip`) });

beforeEach(async () => {
  for (const { id } of await trainedModels()) await forgetTrained(id);
});

test('models that the browser keeps are offered at the next visit, the newest five', async () => {
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await keepTrained(model(name));
  const workshop = new Workshop();
  const entries = await workshop.restore();
  expect(entries.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'e', 'f']);
  expect(await workshop.fileOf(entries[0]!.id)!.text()).toBe('b');
});

test('a removed model is not kept', async () => {
  await keepTrained(model('a'));
  const workshop = new Workshop();
  const [entry] = await workshop.restore();
  await workshop.remove(entry!.id);
  expect(workshop.fileOf(entry!.id)).toBeUndefined();
  expect(await trainedModels()).toEqual([]);
});

/** A run, as far as a workshop knows it. */
const running = (name: string): Run =>
  ({ items: { name }, settings: { latentDim: 2 }, close: () => undefined, onkept: undefined }) as unknown as Run;

test('a run that is not finished is offered at the next visit, as it was last kept', async () => {
  const workshop = new Workshop();
  await workshop.restore();
  const run = running('digits');
  workshop.begin(run);
  run.onkept!(model('first').file);
  run.onkept!(model('second').file);
  await vi.waitFor(async () => expect(await (await trainedModels())[0]?.file.text()).toBe('second'));
  const later = new Workshop();
  const entries = await later.restore();
  expect(entries.map(({ name }) => name)).toEqual(['digits, unfinished']);
  expect(await later.fileOf(entries[0]!.id)!.text()).toBe('second');
});

test('the trained model takes the place of the unfinished one', async () => {
  const workshop = new Workshop();
  await workshop.restore();
  const run = running('digits');
  const { id } = workshop.begin(run);
  run.onkept!(model('first').file);
  expect(await workshop.end(id, model('trained').file)).toBe(true);
  run.onkept!(model('late').file);
  const kept = await trainedModels();
  expect(kept.map(({ name }) => name)).toEqual(['digits']);
  expect(await kept[0]!.file.text()).toBe('trained');
});

test('of a removed run nothing is kept', async () => {
  const workshop = new Workshop();
  await workshop.restore();
  const run = running('digits');
  const { id } = workshop.begin(run);
  run.onkept!(model('first').file);
  await workshop.remove(id);
  expect(await trainedModels()).toEqual([]);
});
