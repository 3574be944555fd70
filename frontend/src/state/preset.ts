import type { Folder } from '../sources/folder';

type Preset = Folder['presets'][number];

/**
 * The digit key of the i-th preset; null if it has none. Keys are the names where all names are single digits, as with
 * labels from 1 to 9, and else the places, counted from 0.
 */
export function keyOfPreset(presets: readonly Preset[], i: number): string | null {
  if (presets.every(({ name }) => /^\d$/.test(name))) return presets[i]!.name;
  return i < 10 ? `${i}` : null;
}

export function presetOfKey(presets: readonly Preset[], key: string): Preset | undefined {
  return presets.find((_, i) => keyOfPreset(presets, i) === key);
}
