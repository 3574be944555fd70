import { Engine } from '../engine/client';
import { readDecoder, readFolder, type Folder } from './folder';
import { LocalSource } from './local';
import { ServerSource } from './server';
import type { Source } from './source';

export interface Opened {
  source: Source;
  /** Why the images are not decoded here, where they are not. */
  reason: string;
}

/**
 * Opens the model folder at `base`: decoded here if the engine can, else on the server at `socket`. The folder is known
 * before the source is, so that a page can be built meanwhile.
 */
export async function open(base: string, socket: string): Promise<{ folder: Folder; opened: Promise<Opened> }> {
  // all at once: the folder, the decoder and the worker
  const reading = readFolder(base);
  const engine = Engine.open(readDecoder(base, reading));
  engine.catch(() => undefined);
  const folder = await reading;
  const opened = engine.then(
    (one): Opened => ({ source: new LocalSource(one, folder), reason: '' }),
    ({ name, message }: Error): Opened => {
      if (!name.startsWith('Unsupported')) throw new Error(message);
      return { source: new ServerSource(socket), reason: message };
    },
  );
  return { folder, opened };
}
