type Theme = 'system' | 'light' | 'dark';
const KEY = 'latentwalk-theme';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** Light, dark, or as the system has it; remembered where the browser lets a page remember. */
class Chosen {
  chosen: Theme = $state(remembered());

  /** What is round the page, where that is not the system's own: a notebook has a theme of its own. */
  around: 'light' | 'dark' | null = $state(null);
  /** What is shown. */
  readonly shown: Theme = $derived(this.chosen === 'system' ? (this.around ?? 'system') : this.chosen);

  next(): void {
    this.chosen = NEXT[this.chosen];
    try {
      localStorage.setItem(KEY, this.chosen);
    } catch {
      // a page from a file may have no storage: then it is forgotten
    }
  }
}

function remembered(): Theme {
  try {
    const stored = localStorage.getItem(KEY);
    return stored === 'light' || stored === 'dark' ? stored : 'system';
  } catch {
    return 'system';
  }
}

export const theme = new Chosen();
