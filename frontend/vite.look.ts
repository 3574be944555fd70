import type { Plugin } from 'vite';

const NOTHING = '\0latentwalk-look';

/** Where the look is put beside the page as text, what the page's own import would make is a file that nobody loads. */
export function look(): Plugin {
  return {
    name: 'latentwalk-look',
    enforce: 'pre',
    resolveId: (source) => (source.endsWith('/views/look.css') ? NOTHING : null),
    load: (id) => (id === NOTHING ? '' : null),
  };
}
