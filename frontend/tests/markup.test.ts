import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Ways to have a text read as HTML. The lesson's, which Python made and escaped, stands in the exported page itself. */
const MARKUP =
  /\{@html|\b(?:inner|outer)HTML\b|insertAdjacentHTML|setHTML|document\.write|createContextualFragment|DOMParser|srcdoc/;

test('no source of the page has a text read as HTML', () => {
  const folder = new URL('../src/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(svelte|ts)$/.test(name),
  );
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.filter((name) => MARKUP.test(readFileSync(new URL(name, folder), 'utf8')))).toEqual([]);
});
