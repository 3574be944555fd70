import { AlphaOutput } from './alpha';
import { parseCategories } from './categories';
import { parseCurve } from './curve';
import { parseField } from './field';
import { parseImage } from './image';
import type { Output } from './output';
import { parsePoints } from './points';
import { parseValues } from './values';

/** The output kinds by name: what each reads of a manifest's `output`. */
const KINDS: Record<string, (json: Record<string, unknown>) => Output> = {
  image: (json) => parseImage(json, Number(json.channels) % 2 ? undefined : AlphaOutput),
  curve: parseCurve,
  values: parseValues,
  points: parsePoints,
  categories: parseCategories,
  field: parseField,
};

/** Parses the `output` of a manifest. Throws a sentence. */
export function parseOutput(json: unknown): Output {
  const { kind } = (json ?? {}) as { kind?: unknown };
  const parse = typeof kind === 'string' && Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (!parse) {
    const its = typeof kind === 'string' ? `the kind '${kind}'` : 'no kind';
    throw new Error(`latentwalk.json has outputs of ${its}, but this page shows ${Object.keys(KINDS).join(', ')}.`);
  }
  return parse(json as Record<string, unknown>);
}
