import { isModelFile, openFile } from '../sources/files';
import type { Entry, Opening, Source } from '../sources/source';

/** The models that can be opened: those of the source, and those from files of the person's own. */
export class Shelf {
  entries: readonly Entry[] = $state.raw([]);
  private readonly files = new Map<string, File>();
  private readonly listed: Promise<void>;

  constructor(private readonly source: Source) {
    this.listed = source.list().then((entries) => void (this.entries = [...entries, ...this.entries]));
    this.listed.catch(() => undefined);
  }

  /** The id of the model with a name, once the list is known. */
  async named(name: string): Promise<string | undefined> {
    await this.listed;
    return this.entries.find((entry) => entry.name === name)?.id;
  }

  open(id: string): Promise<Opening> {
    const file = this.files.get(id);
    return file ? openFile(file) : this.source.open(id);
  }

  /** Puts a model file on the shelf, if it is one that can be opened. Returns its id. */
  async add(file: File): Promise<string> {
    if (!isModelFile(file.name))
      throw new Error(`${file.name} is no model: give a zipped model folder or a decoder.onnx.`);
    const { folder, model } = await openFile(file);
    (await model).close();
    // another file of the same name is another model, with nothing of the walk through the one before
    const id = `file ${this.files.size}: ${file.name}`;
    const before = this.entries.find((entry) => this.files.get(entry.id)?.name === file.name);
    this.files.set(id, file);
    this.entries = [
      ...this.entries.filter((entry) => entry !== before),
      { id, name: folder.name, latentDim: folder.latentDim },
    ];
    return id;
  }
}
