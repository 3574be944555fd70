import type { Reader } from '../sources/folder';
import { MANIFEST } from '../sources/folder';
import { openFolder } from '../sources/opened';
import type { Entry, Opening, Source } from '../sources/source';
import { KernelRemote } from './kernel';
import { bytesOf, type WidgetModel } from './model';

/** A model that the widget provides: its name, its manifest, and the files that the page needs. */
interface Brought {
  name: string;
  manifest: string;
  files: Record<string, unknown>;
}

/** The models of a notebook's widget; a model's id is its index. */
export class NotebookSource implements Source {
  constructor(private readonly model: WidgetModel) {}

  async list(): Promise<Entry[]> {
    return this.brought().map(({ name, manifest }, i) => ({
      id: String(i),
      name,
      latentDim: Number((JSON.parse(manifest) as { latent_dim: unknown }).latent_dim),
    }));
  }

  async open(id: string): Promise<Opening> {
    const brought = this.brought()[Number(id)];
    if (!brought) throw new Error('The notebook no longer has this model: run its cell again.');
    const read: Reader = async (name, part) => {
      if (part && remote) return remote.part(part);
      if (name === MANIFEST) return new TextEncoder().encode(brought.manifest).buffer;
      if (!(name in brought.files)) throw new Error(`The notebook did not provide ${name} of ${brought.name}.`);
      return bytesOf(brought.files[name]);
    };
    let remote: KernelRemote | undefined;
    return openFolder(read, (folder) => (remote = new KernelRemote(this.model, id, folder)));
  }

  /** A restarted kernel no longer has this widget. */
  watch(changed: (lost: boolean) => void): void {
    this.model.on('comm_live_update', () => changed(true));
  }

  lost(here: boolean): string {
    const effect = here ? '. The page still works, but Python no longer follows it' : ', and with it this model';
    return `The kernel has stopped${effect}: run the cell again.`;
  }

  private brought(): Brought[] {
    return this.model.get('_models') as Brought[];
  }
}
