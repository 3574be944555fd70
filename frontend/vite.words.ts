import type { Plugin } from 'vite';

/** What stops the engine with a sentence, as its last argument. */
const STOPS = /^(invalid|unsupported|incapable|fail|lacks)$/;

interface Node { type: string; start: number; end: number; callee?: Node; property?: Node; name?: string; arguments?: Node[] }

/**
 * The plain engine's script without the sentences of its errors: a file that it turns away goes to the full engine,
 * which says what is wrong with it.
 */
export function wordless(): Plugin {
  let plain = false;
  return {
    name: 'latentwalk-wordless',
    options({ input }) { plain = JSON.stringify(input ?? '').includes('plain.worker'); },
    transform(code, id) {
      if (!plain || !/engine\/.*\.ts$/.test(id)) return null;
      let text = code;
      const walk = (node: Node): void => {
        for (const child of Object.values(node).flat().reverse()) if (child && typeof child === 'object' && 'type' in child) walk(child as Node);
        if (node.type !== 'CallExpression') return;
        const name = node.callee!.property?.name ?? node.callee!.name;
        if (name && STOPS.test(name) && node.arguments!.length) text = text.slice(0, node.arguments![0]!.start) + text.slice(node.arguments!.at(-1)!.end);
      };
      walk(this.parse(code, { lang: 'ts' }) as unknown as Node);
      return { code: text, map: null };
    },
  };
}
