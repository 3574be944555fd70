import { beforeEach, expect, test } from 'vitest';
import { forgetTrained, keepTrained, trainedModels } from '../../../src/sources/trained';
import { Workshop } from '../../../src/state/workshop';

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
