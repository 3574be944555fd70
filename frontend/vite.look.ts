import type { Plugin } from 'vite';

const NOTHING = '\0latentwalk-look';

/** Drops the import of look.css where the styles are added to the page as text. */
export function look(): Plugin {
  return {
    name: 'latentwalk-look',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('/views/look.css') ? NOTHING : null),
    load: (id) => (id === NOTHING ? '' : null),
  };
}
