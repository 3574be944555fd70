import { Begun } from './begun';
import type { Reader } from './folder';
import { openFolder } from './opened';
import { ServerRemote } from './remote';
import type { Entry, Opening, Source } from './source';

/** Milliseconds until a connection is tried again. */
const AGAIN = 2000;

/** Parses the server's list of models. */
export function entriesOf(text: string): Entry[] {
  try {
    const entries = JSON.parse(text) as Record<string, unknown>[];
    return entries.map(({ id, name, latent_dim }) => ({
      id: String(id),
      name: String(name),
      latentDim: Number(latent_dim),
    }));
  } catch {
    throw new Error('The server sent no valid list of models. Did this page come from it?');
  }
}

/** The models of the server that served the page; `base` is the page's URL. */
export class ServerSource extends Begun implements Source {
  constructor(private readonly base: string) {
    super();
  }

  async list(): Promise<Entry[]> {
    return entriesOf(new TextDecoder().decode(await this.fetched('models/index.json')));
  }

  protected opened(id: string): Promise<Opening> {
    const read: Reader = (name) => this.fetched(`models/${id}/${name}`);
    return openFolder(read, (folder) => new ServerRemote(new URL(`models/${id}`, this.base).href, folder));
  }

  watch(changed: (lost: boolean) => void): void {
    const events = new EventSource(new URL('events', this.base));
    events.onopen = () => changed(false);
    events.onerror = () => {
      changed(true);
      // most browsers reconnect by themselves, but some give up when the server is gone
      if (events.readyState === EventSource.CLOSED) setTimeout(() => this.watch(changed), AGAIN);
    };
  }

  private async fetched(path: string): Promise<ArrayBuffer> {
    const response = await fetch(new URL(path, this.base)).catch(() => undefined);
    if (!response?.ok)
      throw new Error(
        `${path} could not be loaded${response ? ` (${response.status})` : ''}. Is the server still running?`,
      );
    return response.arrayBuffer();
  }
}
