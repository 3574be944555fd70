import { Begun } from './begun';
import type { Range, Reader } from './folder';
import { partial } from './partial';
import { openFolder } from './opened';
import { ServerRemote } from './remote';
import type { Entry, Opening, Source } from './source';
import { parseTile } from './tile';

/** Milliseconds between two questions whether the server is alive, and until one counts as unanswered. */
const PAUSE = 2000;
const PATIENCE = 10_000;

/** Parses the server's list of models. */
export function entriesOf(text: string): Entry[] {
  try {
    const entries = JSON.parse(text) as Record<string, unknown>[];
    return entries.map(({ id, name, latent_dim, tile }) => ({
      id: String(id),
      name: String(name),
      latentDim: Number(latent_dim),
      tile: parseTile(tile, Number(latent_dim)),
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
    const read: Reader = (name, part) => this.fetched(`models/${id}/${name}`, part);
    return openFolder(read, (folder) => new ServerRemote(new URL(`models/${id}`, this.base).href, folder));
  }

  watch(changed: (lost: boolean) => void): void {
    // asked again and again: a browser has six connections for a server, and one that each page held would be too many
    const url = new URL('alive', this.base);
    let lost = false;
    const ask = async (): Promise<void> => {
      if (!document.hidden) {
        const answer = fetch(url, { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) });
        const alive = await answer.then(
          ({ ok }) => ok,
          () => false,
        );
        if (lost === alive) changed((lost = !alive));
      }
      setTimeout(() => void ask(), PAUSE);
    };
    setTimeout(() => void ask(), PAUSE);
  }

  private async fetched(path: string, part?: Range): Promise<ArrayBuffer> {
    const response = await fetch(new URL(path, this.base), partial(part)).catch(() => undefined);
    if (!response?.ok)
      throw new Error(
        `${path} could not be loaded${response ? ` (${response.status})` : ''}. Is the server still running?`,
      );
    return response.arrayBuffer();
  }
}
