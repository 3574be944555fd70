import { Begun } from './begun';
import type { Reader } from './folder';
import { openFolder } from './opened';
import { ServerRemote } from './remote';
import type { Entry, Opening, Source } from './source';

/** The models of the server that the page came from; `base` is the page's own address. */
export class ServerSource extends Begun implements Source {
  constructor(private readonly base: string) {
    super();
  }

  async list(): Promise<Entry[]> {
    const entries = JSON.parse(new TextDecoder().decode(await this.fetched('models/index.json')));
    return entries.map(({ id, name, latent_dim }: Record<string, unknown>) => ({ id: String(id), name: String(name), latentDim: Number(latent_dim) }));
  }

  protected opened(id: string): Promise<Opening> {
    const read: Reader = (name) => this.fetched(`models/${id}/${name}`);
    return openFolder(read, (folder) => new ServerRemote(new URL(`models/${id}`, this.base).href, folder));
  }

  watch(changed: (lost: boolean) => void): void {
    // reconnects by itself
    const events = new EventSource(new URL('events', this.base));
    events.onopen = () => changed(false);
    events.onerror = () => changed(true);
  }

  private async fetched(path: string): Promise<ArrayBuffer> {
    const response = await fetch(new URL(path, this.base)).catch(() => undefined);
    if (!response?.ok) throw new Error(`${path} could not be loaded${response ? ` (${response.status})` : ''}. Is the server still running?`);
    return response.arrayBuffer();
  }
}
