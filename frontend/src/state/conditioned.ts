import { appended } from '../conditions/rows';
import type { Vector } from '../math/vector';
import type { Atlas } from '../sources/atlas';
import type { Folder } from '../sources/folder';
import type { Model, Posterior, Samples, Show } from '../sources/source';

/**
 * A model with conditions for what knows only latent points: points (n, d) are decoded, and samples encoded, under the
 * conditions of the moment. What is followed by conditions of its own keeps these.
 */
export class Conditioned implements Model {
  /** `given` returns the numbers (w,) of the moment. */
  constructor(
    private readonly model: Model,
    private readonly given: () => Vector,
  ) {}

  get folder(): Folder {
    return this.model.folder;
  }

  get place(): string {
    return this.model.place;
  }

  get reason(): string {
    return this.model.reason;
  }

  get renewable(): boolean {
    return this.model.renewable;
  }

  decode(lane: number, z: Vector, n: number, exact?: boolean): Promise<Samples | null> {
    return this.model.decode(lane, this.whole(z, n, this.folder.latentDim), n, exact);
  }

  stream(lane: number, z: Vector, n: number, least: number, show: Show): Promise<void> {
    return this.model.stream(lane, this.whole(z, n, this.folder.latentDim), n, least, show);
  }

  encode(lane: number, samples: Vector, n: number): Promise<Posterior | null> {
    const { output, conditionalEncoder } = this.folder;
    return this.model.encode(lane, conditionalEncoder ? this.whole(samples, n, output.size) : samples, n);
  }

  get predictThere(): Model['predictThere'] {
    return this.model.predictThere;
  }

  openNetwork(...wanted: Parameters<Model['openNetwork']>): ReturnType<Model['openNetwork']> {
    return this.model.openNetwork(...wanted);
  }

  watch(...watchers: Parameters<Model['watch']>): void {
    this.model.watch(...watchers);
  }

  atlas(): Promise<Atlas | null> {
    return this.model.atlas();
  }

  file(name: string): Promise<ArrayBuffer> {
    return this.model.file(name);
  }

  part(...wanted: Parameters<Model['part']>): Promise<ArrayBuffer> {
    return this.model.part(...wanted);
  }

  renew(decoder: ArrayBuffer): Promise<void> {
    return this.model.renew(decoder);
  }

  close(): void {
    this.model.close();
  }

  /** The rows with the conditions after each, unless they are there. */
  private whole(rows: Vector, n: number, width: number): Vector {
    return rows.length === n * width ? appended(rows, n, this.given()) : rows;
  }
}
