import { readdirSync, readFileSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { expect, test } from 'vitest';

/** Longer lines are hard to read side by side. Prettier breaks code, but neither comments nor strings. */
const MOST_COLUMNS = 120;
/** Folders of src by layer: a file imports from its own layer and those after it. */
const LAYERS = [
  ['main.ts', 'gallery.ts', 'widget.ts', 'share'],
  ['mount.ts'],
  ['notebook'],
  ['views'],
  ['diagnosis'],
  ['state'],
  ['originals'],
  ['training'],
  ['sources'],
  ['conditions'],
  ['columns'],
  ['figures'],
  ['outputs'],
  ['runtime'],
  ['layers'],
  ['engine'],
  ['schedule'],
  ['math'],
];
const folder = new URL('../src/', import.meta.url);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.(svelte|ts|css)$/.test(name),
);
const sources = new Map(files.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));
// AssemblyScript, which imports by its own rules
const modules = files.filter((name) => !/\.(d\.ts|css)$/.test(name) && !/^(engine|training)\/kernels\//.test(name));

/** The files that a file imports when it is loaded; with `types`, also those of which it imports types alone. */
function imports(name: string, types = false): string[] {
  const statements = sources
    .get(name)!
    .matchAll(/^\s*(?:import|export)\s(?<clause>[^;'"]*?from\s)?['"](?<path>\.[^'"?]+)(?<query>\?[^'"]+)?['"]/gm);
  return [...statements].flatMap(({ groups }) => {
    const { clause = '', path, query } = groups as { clause?: string; path: string; query?: string };
    // a worker is a program of its own
    if (query || (!types && /^type\s/.test(clause))) return [];
    const target = posix.join(dirname(name), path);
    const found = [target, `${target}.ts`, `${target}/index.ts`].find((one) => sources.has(one));
    return found && modules.includes(found) ? [found] : [];
  });
}

test('imports are found', () => {
  expect(imports('views/Explore.svelte')).toContain('views/panels.ts');
  expect(imports('views/Explore.svelte')).not.toContain('state/explorer.svelte.ts');
  expect(imports('views/Explore.svelte', true)).toContain('state/explorer.svelte.ts');
  expect(imports('engine/engine.ts')).toContain('engine/onnx.ts');
});

test('no files import each other in a circle', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) circles.push([...path.slice(path.indexOf(name)), name].join(' -> '));
    else if (!done.has(name)) {
      for (const next of imports(name)) visit(next, [...path, name]);
      done.add(name);
    }
  };
  for (const name of modules) visit(name, []);
  expect(circles).toEqual([]);
});

test('imports, those of types too, point from a layer to those after it', () => {
  const layerOf = (name: string): number => LAYERS.findIndex((layer) => layer.includes(name.split('/')[0]!));
  expect(modules.filter((name) => layerOf(name) < 0)).toEqual([]);
  const upward = modules.flatMap((name) =>
    imports(name, true)
      .filter((target) => layerOf(target) < layerOf(name))
      .map((target) => `${name} -> ${target}`),
  );
  expect(upward).toEqual([]);
});

test(`no line is longer than ${MOST_COLUMNS} columns`, () => {
  const long = [...sources].flatMap(([name, text]) =>
    text.split('\n').flatMap((line, i) => (line.length > MOST_COLUMNS ? [`${name}:${i + 1}`] : [])),
  );
  expect(long).toEqual([]);
});
