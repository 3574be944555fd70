import { openFile } from '../sources/files';
import { openFolder } from '../sources/opened';
import type { Entry, Opening } from '../sources/source';
import { forgetTrained, keepTrained, trainedModels } from '../sources/trained';
import type { Run } from '../training/run';

/** A model that was trained in this page, and its id in the browser's memory if that keeps it. */
interface Made {
  file: File;
  kept: number | undefined;
}

/** The models that learn in this page, and those that have learned. */
export class Workshop {
  private readonly runs = new Map<string, Run>();
  private readonly made = new Map<string, Made>();
  /** The ids in the browser's memory of models that still learn, as they were last kept. */
  private readonly unfinished = new Map<string, Promise<number | undefined>>();
  private count = 0;
  /** Whether the browser is to keep the models for the next visit. */
  private keeps = false;

  /** Opens one of its models; undefined for another one. */
  open(id: string): Promise<Opening> | undefined {
    const [run, made] = [this.runs.get(id), this.made.get(id)];
    if (run) return run.begun.then((read) => openFolder(read));
    return made && openFile(made.file);
  }

  runOf(id: string): Run | undefined {
    return this.runs.get(id);
  }

  /** The zipped folder of a model that has learned. */
  fileOf(id: string): File | undefined {
    return this.made.get(id)?.file;
  }

  /** Adds a model that learns. */
  begin(run: Run): Entry {
    const entry = this.entryOf(run.items.name, run.settings.latentDim);
    this.runs.set(entry.id, run);
    run.onkept = (file) => {
      if (this.runs.has(entry.id)) void this.keep(entry.id, run, `${run.items.name}, unfinished`, file);
    };
    return entry;
  }

  /** Has a trained model take the place of the one that learned. Resolves with whether the browser keeps it. */
  async end(id: string, file: File): Promise<boolean> {
    const run = this.runs.get(id)!;
    this.runs.delete(id);
    const made: Made = { file, kept: undefined };
    this.made.set(id, made);
    made.kept = await this.keep(id, run, run.items.name, file);
    this.unfinished.delete(id);
    return made.kept !== undefined;
  }

  /** Removes a model, from the browser's memory too. */
  async remove(id: string): Promise<void> {
    const kept = this.made.get(id)?.kept ?? (await this.unfinished.get(id));
    this.unfinished.delete(id);
    this.runs.delete(id);
    this.made.delete(id);
    if (kept !== undefined) await forgetTrained(kept).catch(() => undefined);
  }

  /** The models that the browser has kept since an earlier visit. It keeps those of this one, too. */
  async restore(): Promise<Entry[]> {
    this.keeps = true;
    const models = await trainedModels().catch(() => []);
    return models.map(({ id, name, latentDim, file }) => {
      const entry = this.entryOf(name, latentDim);
      this.made.set(entry.id, { file, kept: id });
      return entry;
    });
  }

  /** Has the runs wait a moment, because the user moves something. */
  rest(): void {
    for (const run of this.runs.values()) run.rest();
  }

  /** Ends all runs. */
  close(): void {
    for (const run of this.runs.values()) run.close();
  }

  /** Has the browser keep a run's model, in the place of the one before. Resolves with its id, if it is kept. */
  private async keep(id: string, run: Run, name: string, file: File): Promise<number | undefined> {
    if (!this.keeps) return undefined;
    const before = this.unfinished.get(id);
    const kept = (async () => {
      const earlier = await before;
      const model = { name, latentDim: run.settings.latentDim, file };
      return keepTrained(earlier === undefined ? model : { ...model, id: earlier }).catch(() => undefined);
    })();
    this.unfinished.set(id, kept);
    return kept;
  }

  private entryOf(name: string, latentDim: number): Entry {
    return { id: `trained ${this.count++}: ${name}`, name, latentDim };
  }
}
