import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The headless shell is Chromium's engine without the browser's own window and menus, and takes less time. */
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

/**
 * The browser that components are tested in: the one that LATENTWALK_CHROMIUM names, or the first on the path. Without
 * one their tests are skipped, with a sentence; in CI that is a failure.
 */
export function browser(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter).filter(Boolean);
  const path =
    environment.LATENTWALK_CHROMIUM || NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
  if (path) return path;
  if (environment.CI)
    throw new Error(
      'Chromium is missing, and in CI the components must be tested. Install it, or set LATENTWALK_CHROMIUM.',
    );
  console.warn('The components are not tested: that needs Chromium. Install it, or name it with LATENTWALK_CHROMIUM.');
  return undefined;
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
