import type { Placed } from './placed';
import { sameView, type View } from './view';

/** The most steps that can be taken back. */
const MOST = 300;

/** What undo brings back: a view, and the image that was placed in it. */
export interface Step {
  view: View;
  placed: Placed | null;
}

/** What was chosen, step by step, to be taken back and done again. */
export class History {
  private past: Step[] = [];
  private future: Step[] = [];

  constructor(private present: Step) {}

  /** The step that was made last, or gone back to. */
  get now(): Step {
    return this.present;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Remembers a step, unless it is as the one before; as part of the step `of`, if that is the one before. */
  add(step: Step, of?: Step): boolean {
    const { present } = this;
    if (sameView(step.view, present.view) && step.placed === present.placed) return false;
    if (of !== present) this.past = [...this.past, present].slice(-MOST);
    this.present = step;
    this.future = [];
    return true;
  }

  /** Changes the views that are remembered, as if they had always been so. */
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
