import { isModelFile, openFile } from '../sources/files';
import { openFolder } from '../sources/opened';
import type { Entry, Opening, Source } from '../sources/source';
import type { Run } from '../training/run';

/** The models that can be opened: those of the source, and those that the user added from files. */
export class Shelf {
  entries: readonly Entry[] = $state.raw([]);
  private readonly files = new Map<string, File>();
  /** Trainings in this page, by the id of the model that learns. */
  private readonly runs = new Map<string, Run>();
  /** The ids of the models that were trained in this page. */
  private readonly trained = new Set<string>();
  private readonly listed: Promise<void>;

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
    const run = this.runs.get(id);
    if (run) return run.begun.then((read) => openFolder(read));
    const file = this.files.get(id);
    return file ? openFile(file) : this.source.open(id);
  }

  /** The training of a model that learns in this page. */
  runOf(id: string): Run | undefined {
    return this.runs.get(id);
  }

  /** The file of a model that was trained in this page. */
  trainedFile(id: string): File | undefined {
    return this.trained.has(id) ? this.files.get(id) : undefined;
  }

  /** Adds a model that learns in this page. Returns its id. */
  addRun(run: Run): string {
    const id = `run ${this.runs.size + this.trained.size}: ${run.items.name}`;
    this.runs.set(id, run);
    this.entries = [...this.entries, { id, name: run.items.name, latentDim: run.settings.latentDim }];
    return id;
  }

  /** Has trainings wait a moment, because the user moves something. */
  rest(): void {
    for (const run of this.runs.values()) run.rest();
  }

  /** Ends all trainings. */
  close(): void {
    for (const run of this.runs.values()) run.close();
  }

  /** Has the trained model take the place of the one that was learning; without a file that one is removed. */
  endRun(id: string, file?: File): void {
    this.runs.delete(id);
    if (file) {
      this.files.set(id, file);
      this.trained.add(id);
    } else this.entries = this.entries.filter((entry) => entry.id !== id);
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
