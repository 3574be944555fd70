import { fileName, save } from '../../views/save';
import { Answers } from './answers';
import { button } from './button';
import { Presentation } from './presentation';
import { Result } from './result';
import { Step } from './step';

export { showImage } from './pane';
export { practise } from './practice';

/** Shows a lesson step by step: a question, predictions to choose from, and the answer. `go` shows a view. */
export function teach(article: HTMLElement, go: (view: string) => void): void {
  const title = article.querySelector('h1, h2')?.textContent ?? '';
  const answers = new Answers(title);
  const steps = [...article.querySelectorAll('section')].map(
    (section, i) =>
      new Step(section, (question, choice, right) => {
        answers.add({ step: i + 1, question, choice, right });
        if (steps[i]!.hides) reveal();
        updateBar();
        say();
        leadOn();
      }),
  );
  const predictions = steps.reduce((count, { choices }) => count + choices.length, 0);
  const result = new Result(() => save(answers.csv(), `${fileName(title)}-answers.csv`, 'text/csv'));
  const [back, place, on] = [button('Back'), document.createElement('span'), button('Next')];
  const bar = document.createElement('nav');
  bar.className = 'steps';
  bar.setAttribute('aria-label', 'Steps of the lesson');
  place.setAttribute('aria-live', 'polite');
  bar.append(back, place, on);
  const verdict = document.createElement('p');
  verdict.className = 'verdict';
  verdict.setAttribute('role', 'status');
  article.setAttribute('aria-label', title);
  const presentation = new Presentation(title, turn);
  article.prepend(presentation.header);
  article.append(verdict, result.element, bar);
  let at = 0;

  function show(next: number, moves = true): void {
    at = Math.max(0, Math.min(steps.length - 1, next));
    steps.forEach((step, i) => step.show(i === at));
    article.classList.toggle('first', at === 0);
    answers.go(at);
    verdict.textContent = '';
    updateBar();
    article.scrollTop = 0;
    if (moves) go(steps[at]!.view);
  }

  function updateBar(): void {
    const [step, last] = [steps[at]!, at === steps.length - 1];
    place.textContent = `${at + 1} of ${steps.length}`;
    back.disabled = at === 0;
    on.textContent = step.hides ? 'Reveal' : last ? 'Start again' : 'Next';
    on.className = step.asks || (last && !step.hides) ? '' : 'main';
    result.show(last && !step.hides ? answers : null, predictions);
  }

  function reveal(): void {
    const view = steps[at]!.reveal();
    answers.reveal(at + 1);
    updateBar();
    if (view) go(view);
    steps[at]!.lookAtAnswer();
  }

  /** Tells screen readers what the page shows by marks. */
  function say(): void {
    verdict.textContent = steps[at]!.verdict;
  }

  /** Moves the focus to the answer. Without one, at the end it is the result: the button there forgets all answers. */
  function leadOn(): void {
    if (steps[at]!.focusAnswer()) return;
    const next = result.element.hidden ? on : result.element;
    next.focus({ preventScroll: true });
  }

  function turn(by: 1 | -1): void {
    if (by === 1 && steps[at]!.hides) {
      reveal();
      say();
    } else if (at + by < steps.length) show(at + by);
  }

  function restart(): void {
    for (const step of steps) step.reset();
    answers.clear();
    show(0);
  }

  answers.keepThose((step, question) => Boolean(steps[step - 1]?.choices.some((one) => one.question === question)));
  steps.forEach((step, i) => {
    for (const choices of step.choices) choices.choose(answers.choice(i + 1, choices.question) ?? '');
    if (answers.isRevealed(i + 1)) step.reveal();
  });
  back.onclick = () => {
    turn(-1);
    steps[at]!.focus();
  };
  on.onclick = () => {
    const from = at;
    if (at === steps.length - 1 && !steps[at]!.hides) restart();
    else turn(1);
    if (at === from) leadOn();
    else steps[at]!.focus();
  };
  // a link or a reload has its own view
  show(answers.at, !location.hash);
}
