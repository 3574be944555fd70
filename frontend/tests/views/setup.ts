import { afterEach, expect } from 'vitest';

/**
 * Fails every component test that logs a warning or an error. Svelte reports some mistakes only on the console, such
 * as `derived_inert`: a derived value that is read after its component was destroyed.
 */
const logged: string[] = [];
for (const method of ['warn', 'error'] as const) {
  const original = console[method];
  console[method] = (...args: unknown[]) => {
    logged.push(args.map(String).join(' '));
    original(...args);
  };
}

afterEach(() => {
  expect(logged.splice(0), 'warnings and errors on the console').toEqual([]);
});
