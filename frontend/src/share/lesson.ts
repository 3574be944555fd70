/** The storage key for the reader's step, kept while the tab is open: links hold only the view. */
const KEPT = `latentwalk lesson ${location.pathname}`;

/** Shows a lesson step by step: a question, predictions to choose from, and the answer. `go` shows a view. */
export function teach(article: HTMLElement, go: (view: string) => void): void {
  const steps = [...article.querySelectorAll('section')];
  const bar = document.createElement('nav');
  bar.className = 'steps';
  bar.setAttribute('aria-label', 'Steps of the lesson');
  const [back, place, on] = [button('Back'), document.createElement('span'), button('Next')];
  place.setAttribute('aria-live', 'polite');
  bar.append(back, place, on);
  article.append(bar);
  let at = -1;

  const hidden = (): HTMLElement | null => steps[at]!.querySelector('.revealed[hidden]');
  const hasQuestion = (): boolean => Boolean(hidden() && steps[at]!.querySelector('.choices:not(.done)'));

  function show(next: number, moves = true): void {
    at = Math.max(0, Math.min(steps.length - 1, next));
    steps.forEach((step, i) => step.classList.toggle('now', i === at));
    storeStep(at);
    updateBar();
    article.scrollTop = 0;
    const step = steps[at]!;
    const revealed = step.querySelector<HTMLElement>('.revealed:not([hidden])');
    if (moves) go(revealed?.dataset.view || step.dataset.view || '');
  }

  function updateBar(): void {
    place.textContent = `${at + 1} of ${steps.length}`;
    back.disabled = at === 0;
    on.textContent = hidden() ? 'Reveal' : at === steps.length - 1 ? 'Begin again' : 'Next';
    on.className = hasQuestion() ? '' : 'main';
  }

  function reveal(): void {
    const part = hidden();
    if (!part) return;
    part.hidden = false;
    for (const list of steps[at]!.querySelectorAll('.choices')) markAnswers(list);
    updateBar();
    if (part.dataset.view) go(part.dataset.view);
    part.scrollIntoView({ block: 'nearest' });
  }

  for (const list of article.querySelectorAll('.choices')) {
    for (const item of list.querySelectorAll(':scope > li')) {
      const choice = button('');
      choice.append(...item.childNodes);
      choice.onclick = () => {
        item.classList.add('chosen');
        choice.setAttribute('aria-pressed', 'true');
        markAnswers(list);
        if (hidden()) reveal();
        on.focus({ preventScroll: true });
      };
      item.append(choice);
    }
  }
  back.onclick = () => show(at - 1);
  on.onclick = () => {
    if (hidden()) reveal();
    else if (at < steps.length - 1) show(at + 1);
    else {
      for (const part of article.querySelectorAll<HTMLElement>('.revealed')) part.hidden = true;
      for (const list of article.querySelectorAll('.choices')) resetChoices(list);
      show(0);
    }
  };
  // a link or a reload has its own view
  show(storedStep(), !location.hash);
}

function button(text: string): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.textContent = text;
  return made;
}

/** Marks the right predictions, and disables them all. */
function markAnswers(list: Element): void {
  list.classList.add('done');
  for (const item of list.querySelectorAll<HTMLElement>('li')) {
    item.classList.toggle('right', 'right' in item.dataset);
    item.querySelector('button')!.disabled = true;
  }
}

function resetChoices(list: Element): void {
  list.classList.remove('done');
  for (const item of list.querySelectorAll('li')) {
    item.classList.remove('right', 'chosen');
    const choice = item.querySelector('button')!;
    choice.disabled = false;
    choice.removeAttribute('aria-pressed');
  }
}

function storeStep(at: number): void {
  try {
    sessionStorage.setItem(KEPT, `${at}`);
  } catch {
    // without storage, the lesson starts with the first step
  }
}

function storedStep(): number {
  try {
    return Number(sessionStorage.getItem(KEPT)) || 0;
  } catch {
    return 0;
  }
}
