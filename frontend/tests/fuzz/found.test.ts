import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { load } from '../../src/engine/full';
import { fromColumns } from '../../src/share/unpacking';
import { runs } from './running';

/** What long runs found, each mended since: `found/READER--WHAT IT DID`. It is refused, and at once. */
const READERS: Record<string, (bytes: Uint8Array<ArrayBuffer>) => unknown> = {
  decoder: runs(load),
  columns: (bytes) => fromColumns(bytes, 29),
};

describe('what was found is refused', () => {
  const folder = new URL('found/', import.meta.url);
  test.each(readdirSync(folder))('%s', async (name) => {
    const read = READERS[name.split('--')[0]!]!;
    await expect(async () => read(new Uint8Array(readFileSync(new URL(name, folder))))).rejects.toThrow(Error);
  });
});
