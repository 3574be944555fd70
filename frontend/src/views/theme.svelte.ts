type Theme = 'system' | 'light' | 'dark';
const KEY = 'latentwalk-theme';
const NEXT: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };

/** Light, dark, or the system's theme; stored if the browser allows it. */
class Chosen {
  chosen: Theme = $state(remembered());

  /** The theme of the surrounding notebook, which may differ from the system's. */
  around: 'light' | 'dark' | null = $state(null);
  /** The theme that is shown. */
  readonly shown: Theme = $derived(this.chosen === 'system' ? (this.around ?? 'system') : this.chosen);

  next(): void {
    this.chosen = NEXT[this.chosen];
    try {
      localStorage.setItem(KEY, this.chosen);
    } catch {
      // a page opened from a file may have no storage
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
