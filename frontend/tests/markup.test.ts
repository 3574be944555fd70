import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Ways to parse text as HTML. Python escapes the lesson's HTML, which is part of the exported page. */
const MARKUP =
  /\{@html|\b(?:inner|outer)HTML\b|insertAdjacentHTML|setHTML|document\.write|createContextualFragment|DOMParser|srcdoc/;

test('no source of the page parses text as HTML', () => {
  const folder = new URL('../src/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(svelte|ts)$/.test(name),
  );
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.filter((name) => MARKUP.test(readFileSync(new URL(name, folder), 'utf8')))).toEqual([]);
});
