import { theme } from '../views/theme.svelte';

/** Words by which notebooks say on their root or body that they are dark or light, where they do not say `data-jp-theme-light`. */
const DARK = /\b(vscode-dark|vscode-high-contrast|theme-dark|dark-theme|dark)\b/;
const LIGHT = /\b(vscode-light|vscode-high-contrast-light|theme-light|light-theme|light)\b/;

/** The theme of the notebook round a page: JupyterLab's, VS Code's, Colab's, marimo's; null where none is told. */
export function themeAround({ body, documentElement }: Document = document): 'light' | 'dark' | null {
  const jupyter = body.dataset.jpThemeLight;
  if (jupyter !== undefined) return jupyter === 'true' ? 'light' : 'dark';
  for (const { className, dataset, attributes } of [body, documentElement]) {
    const told = [className, dataset.vscodeThemeKind, dataset.theme, attributes.getNamedItem('theme')?.value].join(' ');
    if (LIGHT.test(told)) return 'light';
    if (DARK.test(told)) return 'dark';
  }
  return null;
}

/** Has the page wear the notebook's theme, now and when it changes. Returns what ends that. */
export function follow(): () => void {
  const look = (): void => void (theme.around = themeAround());
  look();
  const observer = new MutationObserver(look);
  for (const element of [document.body, document.documentElement]) observer.observe(element, { attributes: true });
  return () => observer.disconnect();
}
