import { theme } from '../views/theme.svelte';

/**
 * Class names and attributes with which notebooks mark a dark or light theme, where they lack `data-jp-theme-light`.
 */
const DARK = /\b(vscode-dark|vscode-high-contrast|theme-dark|dark-theme|dark)\b/;
const LIGHT = /\b(vscode-light|vscode-high-contrast-light|theme-light|light-theme|light)\b/;

/** The theme of the notebook: JupyterLab, VS Code, Colab or marimo; null if it has none. */
export function themeAround({ body, documentElement }: Document = document): 'light' | 'dark' | null {
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === 'true' ? 'light' : 'dark';
  for (const { className, dataset, attributes } of [body, documentElement]) {
    const marks = [className, dataset.vscodeThemeKind, dataset.theme, attributes.getNamedItem('theme')?.value].join(
      ' ',
    );
    if (LIGHT.test(marks)) return 'light';
    if (DARK.test(marks)) return 'dark';
  }
  return null;
}

/** Applies the notebook's theme to the page, now and whenever it changes. Returns a function that stops that. */
export function follow(): () => void {
  const look = (): void => void (theme.around = themeAround());
  look();
  const observer = new MutationObserver(look);
  for (const element of [document.body, document.documentElement]) observer.observe(element, { attributes: true });
  return () => observer.disconnect();
}
