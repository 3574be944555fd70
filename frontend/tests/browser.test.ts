import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { browser } from './browser';

const folder = mkdtempSync(join(tmpdir(), 'browser-'));
const program = join(folder, 'google-chrome');
writeFileSync(program, '');
afterAll(() => rmSync(folder, { recursive: true }));

test('the browser is the one in LATENTWALK_CHROMIUM, or the first executable one on the path', () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(browser({ LATENTWALK_CHROMIUM: '/of/ones/own', PATH: folder })).toBe('/of/ones/own');
  expect(browser({ PATH: folder })).toBeUndefined();
  chmodSync(program, 0o755);
  expect(browser({ PATH: folder })).toBe(program);
});

test('without a browser, component tests are skipped with a warning, and fail in CI', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(browser({ PATH: '' })).toBeUndefined();
  expect(warn.mock.calls[0]![0]).toContain('The components are not tested');
  expect(() => browser({ PATH: '', CI: 'true' })).toThrow('in CI the components must be tested');
});
