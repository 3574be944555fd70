import type { Answers } from './answers';
import { button } from './button';

/** The end of a lesson: how many predictions were right, and a button that saves them. */
export class Result {
  readonly element = document.createElement('div');
  private readonly words = document.createElement('p');
  private readonly save: HTMLButtonElement;

  constructor(onsave: () => void) {
    this.element.className = 'result';
    this.save = button('Save my answers', onsave);
    this.element.append(this.words, this.save);
    this.element.tabIndex = -1;
    this.element.hidden = true;
  }

  /** Shows how many of the lesson's predictions were right; null hides it. */
  show(answers: Answers | null, predictions: number): void {
    this.element.hidden = !answers || !predictions;
    if (!answers) return;
    const { right, all } = answers;
    const made = all.length < predictions ? `, ${all.length} made` : '';
    this.words.textContent = `${right} of ${predictions} predictions right${made}.`;
    this.save.hidden = !all.length;
  }
}
