import { button } from './button';

/** Keys that turn the steps, those of presenters too, and by how many steps. */
const TURNS: Record<string, 1 | -1> = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 };
/** The key that begins and ends the presentation. */
const KEY = 'L';
const CLASS = 'presenting';

/** The view for teachers: large text beside a large explorer, and keys that turn the steps. */
export class Presentation {
  /** The lesson's title, and the button that begins the presentation. */
  readonly header = document.createElement('header');
  private readonly toggle = button('Present', () => this.set(!this.on));

  /** `onturn` is called to reveal the answer or go to the next step (1), or to go back (-1). */
  constructor(
    title: string,
    private readonly onturn: (by: 1 | -1) => void,
  ) {
    this.toggle.title = `Large text and explorer; the arrow keys and a presenter turn the steps (${KEY})`;
    const name = document.createElement('span');
    name.textContent = title;
    // it is shown where the first step's heading is not
    name.role = 'heading';
    name.ariaLevel = '1';
    this.header.append(name, this.toggle);
    // before the explorer, for which some of these keys have a meaning
    window.addEventListener('keydown', (event) => this.press(event), { capture: true });
    this.set(new URLSearchParams(location.search).has('present'));
  }

  private get on(): boolean {
    return document.documentElement.classList.contains(CLASS);
  }

  private set(on: boolean): void {
    document.documentElement.classList.toggle(CLASS, on);
    this.toggle.setAttribute('aria-pressed', `${on}`);
  }

  private press(event: KeyboardEvent): void {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(target)) return;
    const by = TURNS[key];
    // the arrows move what is in the explorer
    const there = key.startsWith('Arrow') && target instanceof Element && target.closest('#app');
    if (key.toUpperCase() === KEY) this.set(!this.on);
    else if (this.on && by && !there) this.onturn(by);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('textarea, select, input:not([type=range], [type=checkbox])');
}
