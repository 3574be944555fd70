import { Choices } from './choices';

/** A step of a lesson: a question with predictions, and its answer. */
export class Step {
  readonly choices: readonly Choices[];
  private readonly answer: HTMLElement | null;

  /** `onchoose` is called when the reader has made a prediction. */
  constructor(
    private readonly section: HTMLElement,
    onchoose: (question: string, choice: string, right: boolean) => void,
  ) {
    this.answer = section.querySelector('.revealed');
    if (this.answer) {
      this.answer.tabIndex = -1;
      this.answer.role = 'group';
      this.answer.ariaLabel = 'Answer';
    }
    this.choices = [...section.querySelectorAll<HTMLElement>('.choices')].map((list): Choices => {
      const choices = new Choices(list, (choice, right) => onchoose(choices.question, choice, right));
      return choices;
    });
  }

  /** Whether the answer is still to be revealed. */
  get hides(): boolean {
    return Boolean(this.answer?.hidden);
  }

  /** Whether a prediction is still to be made. */
  get asks(): boolean {
    return this.hides && this.choices.some(({ open }) => open);
  }

  /** The view that it shows now; '' to keep the present one. */
  get view(): string {
    return (!this.hides && this.answer?.dataset.view) || this.section.dataset.view || '';
  }

  /** Whether the predictions that were made are right, and which ones are. */
  get verdict(): string {
    const made = this.choices.filter(({ open }) => !open);
    return made.map(({ verdict }) => verdict).join(' ');
  }

  /** Moves the focus to its heading, so that one reads on from there. */
  focus(): void {
    const start = this.section.querySelector<HTMLElement>('h1, h2, h3') ?? this.section;
    start.tabIndex = -1;
    start.focus();
  }

  show(now: boolean): void {
    this.section.classList.toggle('now', now);
  }

  /** Returns the view of the answer; '' to keep the present one. */
  reveal(): string {
    if (!this.answer) return '';
    this.answer.hidden = false;
    for (const choices of this.choices) choices.mark();
    return this.answer.dataset.view ?? '';
  }

  /** Scrolls to the answer. */
  lookAtAnswer(): void {
    this.answer?.scrollIntoView({ block: 'nearest' });
  }

  /** Moves the focus to the answer, so that one reads on from there. Returns whether there is one. */
  focusAnswer(): boolean {
    if (!this.answer || this.hides) return false;
    this.answer.focus({ preventScroll: true });
    return true;
  }

  reset(): void {
    if (this.answer) this.answer.hidden = true;
    for (const choices of this.choices) choices.reset();
  }
}
