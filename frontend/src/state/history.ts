import type { Placed } from './placed';
import { sameView, type View } from './view';

/** The most steps that can be undone. */
const MOST = 300;

/** What undo restores: a view, and the image that was placed in it. */
export interface Step {
  view: View;
  placed: Placed | null;
}

/** The steps that can be undone and redone. */
export class History {
  private past: Step[] = [];
  private future: Step[] = [];

  constructor(private present: Step) {}

  /** The present step. */
  get now(): Step {
    return this.present;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /**
   * Adds a step, unless it equals the present one; replaces the present one if that is `of`. Returns whether it was
   * added.
   */
  add(step: Step, of?: Step): boolean {
    const { present } = this;
    if (sameView(step.view, present.view) && step.placed === present.placed) return false;
    if (of !== present) this.past = [...this.past, present].slice(-MOST);
    this.present = step;
    this.future = [];
    return true;
  }

  /** Changes all stored views. */
  amend(change: (view: View) => View): void {
    const changed = (step: Step): Step => ({ ...step, view: change(step.view) });
    [this.past, this.future, this.present] = [this.past.map(changed), this.future.map(changed), changed(this.present)];
  }

  undo(): Step | undefined {
    const step = this.past.pop();
    if (step) {
      this.future.push(this.present);
      this.present = step;
    }
    return step;
  }

  redo(): Step | undefined {
    const step = this.future.pop();
    if (step) {
      this.past.push(this.present);
      this.present = step;
    }
    return step;
  }
}
