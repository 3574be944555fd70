import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { load } from '../../src/engine/full';
import { fromColumns } from '../../src/share/unpacking';
import { runs } from './running';

/** Inputs that long runs found, all of them fixed: `found/READER--WHAT IT DID`. Each is refused quickly. */
const READERS: Record<string, (bytes: Uint8Array<ArrayBuffer>) => unknown> = {
  decoder: runs(load),
  columns: (bytes) => fromColumns(bytes, 29),
};

describe('inputs that were found earlier are refused', () => {
  const folder = new URL('found/', import.meta.url);
  test.each(readdirSync(folder))('%s', async (name) => {
    const read = READERS[name.split('--')[0]!]!;
    await expect(async () => read(new Uint8Array(readFileSync(new URL(name, folder))))).rejects.toThrow(Error);
  });
});
