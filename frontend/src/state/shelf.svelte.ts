import { isModelFile, openFile } from '../sources/files';
import type { Entry, Opening, Source } from '../sources/source';
import type { Run } from '../training/run';
import { Workshop } from './workshop';

/** The models that can be opened: those of the source, and those that the user added from files. */
export class Shelf {
  entries: readonly Entry[] = $state.raw([]);
  private readonly files = new Map<string, File>();
  /** Those that are trained in this page. */
  readonly workshop = new Workshop();
  private listed: Promise<void>;

  constructor(private readonly source: Source) {
    this.listed = source.list().then((entries) => void (this.entries = [...entries, ...this.entries]));
    this.listed.catch(() => undefined);
  }

  /** The address of the gallery, if the source has one. */
  get home(): string | undefined {
    return this.entries.some(({ tile }) => tile) ? './' : undefined;
  }

  /** The id of a model by its name, once the list is loaded. */
  async named(name: string): Promise<string | undefined> {
    await this.listed;
    return this.entries.find((entry) => entry.name === name)?.id;
  }

  open(id: string): Promise<Opening> {
    const file = this.files.get(id);
    return this.workshop.open(id) ?? (file ? openFile(file) : this.source.open(id));
  }

  /** Adds a model that learns in this page. Returns its id. */
  addRun(run: Run): string {
    const entry = this.workshop.begin(run);
    this.entries = [...this.entries, entry];
    return entry.id;
  }

  /** Removes a model that was trained in this page. */
  async remove(id: string): Promise<void> {
    this.entries = this.entries.filter((entry) => entry.id !== id);
    await this.workshop.remove(id);
  }

  /** Adds the models that were trained in this page at an earlier visit. */
  restore(): void {
    const restoring = this.workshop.restore();
    this.listed = Promise.all([this.listed, restoring]).then(
      ([, entries]) => void (this.entries = [...this.entries, ...entries]),
    );
    this.listed.catch(() => undefined);
  }

  /** Adds a model file, if it can be opened. Returns its id. */
  async add(file: File): Promise<string> {
    if (!isModelFile(file.name))
      throw new Error(`${file.name} is not a model: open a zipped model folder or a decoder.onnx.`);
    const { folder, model } = await openFile(file);
    (await model).close();
    // another file of the same name is another model, which does not resume the walk of the one before
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
