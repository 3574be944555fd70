import { DECODER, type Folder } from '../sources/folder';
import type { View } from './view';
import { readView, writeView } from './viewText';

const KIND = 'latentwalk session';
const FORMAT = 1;

/** A session as a file: the view, and the model that it belongs to. */
export function writeSession(folder: Folder, view: View, initial: View): string {
  return JSON.stringify(
    {
      kind: KIND,
      format: FORMAT,
      model: folder.name,
      decoder: folder.hashes[DECODER] ?? null,
      view: writeView(view, initial, folder.conditions),
    },
    null,
    2,
  );
}

/**
 * Parses a session file. Throws a sentence if it is invalid or of another model; `faults` describes parts that cannot
 * be used.
 */
export function readSession(text: string, folder: Folder, initial: View): { view: View; faults: string[] } {
  let json: Record<string, unknown> | null;
  try {
    json = JSON.parse(text) as typeof json;
  } catch {
    throw new Error('This file is not a session: it is not JSON. Open a file that "Save session" made.');
  }
  if (json?.kind !== KIND || typeof json.view !== 'object' || json.view === null)
    throw new Error('This file is not a session. Open a file that "Save session" made.');
  if (json.format !== FORMAT)
    throw new Error(
      `This session has ${typeof json.format === 'number' ? `format ${json.format}` : 'no format'}, ` +
        `but this page reads format ${FORMAT}.`,
    );
  const here = folder.hashes[DECODER];
  if (json.decoder && here ? json.decoder !== here : json.model !== folder.name) {
    if (typeof json.model !== 'string') throw new Error('This session does not name its model.');
    throw new Error(
      `This session belongs to the model '${json.model}'` +
        `${json.model === folder.name ? ', but to another training of it' : ''}. Open that model first.`,
    );
  }
  const { view } = json;
  return readView(
    Object.fromEntries(Object.entries(view).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    initial,
    folder.conditions,
  );
}
