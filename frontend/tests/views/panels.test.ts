import { expect, test } from 'vitest';
import { LANES } from '../../src/state/lanes';
import type { Explorer } from '../../src/state/explorer.svelte';
import { PANEL_KEYS } from '../../src/state/panels';
import { PANELS, panelsOf, type Shortcut } from '../../src/views/panels';
import { conditions } from '../conditions/conditions';
import { walked } from './world';

/** Lanes of what is not a panel: the image itself, drawings, comparing, a training, and finding directions. */
const OTHERS = ['image', 'place', 'pair', 'samples', 'sensitive', 'training'];

const shortcuts: readonly Shortcut[] = Object.values(PANELS).flatMap((panel) => panel.shortcuts);

test('each panel that can be hidden has one record', () => {
  expect(Object.keys(PANELS).sort()).toEqual([...PANEL_KEYS].sort());
});

test('each lane belongs to one panel, or to what is not a panel', () => {
  const lanes = Object.values(PANELS).flatMap((panel) => panel.lanes);
  expect([...lanes, ...OTHERS].sort()).toEqual(Object.keys(LANES).sort());
});

test('no key has two meanings, and each key that a panel handles is on the sheet once', () => {
  const triggers = shortcuts.flatMap((shortcut) => shortcut.triggers ?? []);
  expect(new Set(triggers).size).toBe(triggers.length);
  const rows = shortcuts.map(({ on, keys }) => `${on}: ${keys}`);
  expect(new Set(rows).size).toBe(rows.length);
});

test('conditions have panels only where there are some, which move to the sample where the dimensions are hidden', async () => {
  const keys = (explorer: Explorer, section: 'image' | 'dimensions') =>
    panelsOf(section, explorer, null).map(([key]) => key);
  const { explorer: plain } = await walked();
  expect(keys(plain, 'dimensions')).toEqual(['dimensions', 'axes', 'noise', 'predictor', 'network', 'diagnosis']);
  const { explorer } = await walked({ conditions });
  expect(keys(explorer, 'dimensions')).toEqual([
    'conditions',
    'sheet',
    'dimensions',
    'axes',
    'noise',
    'predictor',
    'network',
    'diagnosis',
  ]);
  explorer.choose({ hide: ['dimensions'] });
  expect(keys(explorer, 'image')).toEqual([
    'pull',
    'typical',
    'presets',
    'actions',
    'draw',
    'nearest',
    'conditions',
    'sheet',
    'noise',
    'predictor',
    'network',
    'diagnosis',
  ]);
});

test('each shortcut either runs or belongs to what has the focus', () => {
  for (const { on, run, triggers } of shortcuts) expect(Boolean(run && triggers)).toBe(on === undefined);
});

test('a section mounts the panels that are shown and useful, in the order of the table', async () => {
  const { explorer } = await walked();
  const keys = (section: Parameters<typeof panelsOf>[0]) => panelsOf(section, explorer, null).map(([key]) => key);
  expect(keys('image')).toEqual(['pull', 'typical', 'presets', 'actions', 'draw', 'nearest']);
  expect(keys('footer')).toEqual(['path']);
  explorer.sketch(true);
  expect(keys('image')).toEqual(['typical', 'draw', 'nearest']);
  explorer.choose({ hide: ['typical', 'path'] });
  expect(keys('image')).toEqual(['draw', 'nearest']);
  expect(keys('footer')).toEqual([]);
});
