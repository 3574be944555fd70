import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { writeZip } from '../../src/sources/zipWriter';

test('a zip has the files, with their names', async () => {
  const files = {
    'a.txt': new TextEncoder().encode('words'),
    'größe/b.bin': Uint8Array.of(0, 255, 7),
    empty: new Uint8Array(),
  };
  const zip = new Uint8Array(await writeZip(files).arrayBuffer());
  expect(unzipSync(zip)).toEqual(files);
});
