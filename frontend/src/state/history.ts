import { sameView, type View } from './view';

/** The most steps that can be taken back. */
const MOST = 300;

/** What was chosen, step by step, to be taken back and done again. */
export class History {
  private past: View[] = [];
  private future: View[] = [];

  constructor(private present: View) {}

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** Remembers a view as a step of its own, unless it is the one before. */
  add(view: View): boolean {
    if (sameView(view, this.present)) return false;
    this.past = [...this.past, this.present].slice(-MOST);
    this.present = view;
    this.future = [];
    return true;
  }

  /** Changes what is remembered, as if it had always been so. */
  amend(change: (view: View) => View): void {
    [this.past, this.future, this.present] = [this.past.map(change), this.future.map(change), change(this.present)];
  }

  undo(): View | undefined {
    const view = this.past.pop();
    if (view) {
      this.future.push(this.present);
      this.present = view;
    }
    return view;
  }

  redo(): View | undefined {
    const view = this.future.pop();
    if (view) {
      this.past.push(this.present);
      this.present = view;
    }
    return view;
  }
}
