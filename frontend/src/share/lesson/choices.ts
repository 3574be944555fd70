import { button } from './button';

/** A list of predictions, of which the reader chooses one. */
export class Choices {
  readonly question: string;
  private readonly items: HTMLElement[];
  /** The texts of the right predictions. */
  private readonly right: string[];

  /** `onchoose` is called when the reader has chosen, with the text and whether it is right. */
  constructor(
    private readonly list: HTMLElement,
    onchoose: (choice: string, right: boolean) => void,
  ) {
    this.question = textOf(list.previousElementSibling);
    list.setAttribute('aria-label', this.question);
    this.items = [...list.querySelectorAll<HTMLElement>(':scope > li')];
    this.right = this.items.filter(({ dataset }) => 'right' in dataset).map(textOf);
    for (const item of this.items) {
      const choice = button('', () => {
        this.choose(textOf(choice));
        onchoose(textOf(choice), 'right' in item.dataset);
      });
      choice.append(...item.childNodes);
      item.append(choice);
    }
  }

  get open(): boolean {
    return !this.list.classList.contains('done');
  }

  /** Whether the reader's prediction is right, and which one would have been. */
  get verdict(): string {
    const chosen = this.items.find(({ classList }) => classList.contains('chosen'));
    if (chosen && 'right' in chosen.dataset) return 'Right.';
    return `${chosen ? 'Not right. ' : ''}The answer is “${this.right.join('” or “')}”.`;
  }

  /** Shows a choice and the right one; does nothing if there is no such choice. */
  choose(text: string): void {
    const item = this.items.find((one) => textOf(one) === text);
    if (!item) return;
    item.classList.add('chosen');
    item.querySelector('button')!.setAttribute('aria-pressed', 'true');
    this.mark();
  }

  /** Marks the right prediction, after which none can be chosen. */
  mark(): void {
    this.list.classList.add('done');
    for (const item of this.items) {
      item.classList.toggle('right', 'right' in item.dataset);
      item.querySelector('button')!.disabled = true;
    }
  }

  reset(): void {
    this.list.classList.remove('done');
    for (const item of this.items) {
      item.classList.remove('right', 'chosen');
      const choice = item.querySelector('button')!;
      choice.disabled = false;
      choice.removeAttribute('aria-pressed');
    }
  }
}

function textOf(element: Element | null): string {
  return element?.textContent.trim().replace(/\s+/g, ' ') ?? '';
}
