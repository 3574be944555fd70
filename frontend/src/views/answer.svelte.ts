import { Latest } from '../state/latest';
import { spare } from './spare';

/** Milliseconds without an answer, after which the last one counts as unknown. */
const PATIENCE = 250;

/** The answer to a question that changes faster than it can be answered. To be created while a component is. */
export class Answer<Question extends object, Value> {
  private found: { question: Question; value: Value } | null = $state.raw(null);
  private late = $state(false);
  /** Whether the last answer is missing or too old to be shown. */
  readonly pending: boolean;
  /** The last answer; null while it is pending. */
  readonly value: Value | null;

  /**
   * `question` is reactive, and null if there is none. `follows` tells whether the answer to an earlier question may be
   * shown for a moment. `onresult` receives null after an answer, or what `answer` throws.
   */
  constructor(
    question: () => Question | null,
    answer: (question: Question) => Promise<Value>,
    follows: (earlier: Question, later: Question) => boolean,
    onresult: (error: Error | null) => void,
  ) {
    const asked = $derived.by(question);
    const current = $derived(this.found !== null && this.found.question === asked);
    this.pending = $derived.by(
      () => asked !== null && !current && (this.late || !this.found || !follows(this.found.question, asked)),
    );
    this.value = $derived.by(() => (this.pending || asked === null ? null : (this.found?.value ?? null)));
    const requests = new Latest<Question>(async (question) => {
      await spare();
      this.found = { question, value: await answer(question) };
      onresult(null);
    }, onresult);
    $effect(() => {
      if (asked) requests.request(asked);
    });
    $effect(() => () => requests.close());
    $effect(() => {
      void this.found;
      this.late = false;
      if (current) return undefined;
      const timer = setTimeout(() => (this.late = true), PATIENCE);
      return () => clearTimeout(timer);
    });
  }
}
