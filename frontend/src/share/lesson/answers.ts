import { csv } from '../../outputs/csv';

/** A prediction that the reader made. */
export interface Answer {
  /** Counted from 1. */
  step: number;
  question: string;
  choice: string;
  right: boolean;
}

/** What is kept of a reader's way through a lesson. */
interface Kept {
  /** The step, counted from 0. */
  at: number;
  /** The steps whose answers were revealed. */
  revealed: number[];
  answers: Answer[];
}

/** The reader's way through a lesson, which the browser keeps where it can: a page may have no storage. */
export class Answers {
  private readonly key: string;
  private kept: Kept;

  /** `title` is the lesson's: another copy of the same lesson has the same answers. */
  constructor(
    title: string,
    private readonly storage: () => Pick<Storage, 'getItem' | 'setItem'> = () => localStorage,
  ) {
    this.key = `latentwalk lesson ${title}`;
    this.kept = this.read();
  }

  get at(): number {
    return this.kept.at;
  }

  get all(): readonly Answer[] {
    return this.kept.answers;
  }

  get right(): number {
    return this.all.filter(({ right }) => right).length;
  }

  /** The choice that was made at a step, if its question is still the same. */
  choice(step: number, question: string): string | undefined {
    return this.all.find((answer) => answer.step === step && answer.question === question)?.choice;
  }

  isRevealed(step: number): boolean {
    return this.kept.revealed.includes(step);
  }

  go(at: number): void {
    this.keep({ at });
  }

  reveal(step: number): void {
    if (!this.isRevealed(step)) this.keep({ revealed: [...this.kept.revealed, step] });
  }

  add(answer: Answer): void {
    this.keep({ answers: [...this.all, answer].sort((a, b) => a.step - b.step) });
  }

  /** Forgets answers to questions that the lesson no longer asks; `asks` takes a step, counted from 1. */
  keepThose(asks: (step: number, question: string) => boolean): void {
    this.keep({ answers: this.all.filter(({ step, question }) => asks(step, question)) });
  }

  clear(): void {
    this.keep({ at: 0, revealed: [], answers: [] });
  }

  /** The answers as CSV, with a row of names. */
  csv(): string {
    const rows = this.all.map(({ step, question, choice, right }) => [step, question, choice, right ? 'yes' : 'no']);
    return csv([['step', 'question', 'answer', 'right'], ...rows]);
  }

  private keep(part: Partial<Kept>): void {
    this.kept = { ...this.kept, ...part };
    try {
      this.storage().setItem(this.key, JSON.stringify(this.kept));
    } catch {
      // then the answers last as long as the page
    }
  }

  private read(): Kept {
    const none = { at: 0, revealed: [], answers: [] };
    try {
      const { at, revealed, answers } = JSON.parse(this.storage().getItem(this.key) ?? 'null') as Kept;
      const whole =
        Number.isInteger(at) && Array.isArray(revealed) && Array.isArray(answers) && answers.every(isAnswer);
      return whole ? { at, revealed, answers } : none;
    } catch {
      return none;
    }
  }
}

function isAnswer(value: unknown): value is Answer {
  const { step, question, choice, right } = (value ?? {}) as Record<string, unknown>;
  return [typeof step, typeof question, typeof choice, typeof right].join() === 'number,string,string,boolean';
}
