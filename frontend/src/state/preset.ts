import { defaultsOf } from '../conditions/condition';
import { parted } from '../conditions/path';
import type { Place } from '../conditions/rows';
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

/** The point and the conditions of the preset with which the page opens. */
export function startOf({ start, presets, latentDim, conditions }: Folder): Partial<Place> {
  const preset = presets.find(({ name }) => name === start);
  return preset ? parted(preset.z, latentDim, { z: preset.z, given: defaultsOf(conditions) }) : {};
}
