import { minify } from 'terser';
import type { Plugin } from 'vite';

/** In place of errors.ts: a file that the plain engine turns away goes to the full one, which says what is wrong with it. */
const ERRORS = `
  export class EngineError extends Error {}
  export function invalid() { throw new EngineError(); }
  export { invalid as incapable, invalid as refuse, invalid as unsupported };
`;
/** What stops the engine with a sentence. */
const STOPS = /^(invalid|unsupported|incapable|refuse|fail|lacks)$/;

interface Node {
  type: string;
  start: number;
  end: number;
  name?: string;
  callee?: Node;
  property?: Node;
  arguments?: Node[];
}

/**
 * Makes the plain engine's worker small. It loses the sentences of its errors, since a file that it turns away goes to
 * the full engine, which says what is wrong with it.
 */
export function plain(): Plugin {
  let wanted = false;
  return {
    name: 'latentwalk-plain',
    options({ input }) {
      wanted = JSON.stringify(input ?? '').includes('plain.worker');
    },
    transform(code, id) {
      if (!wanted || !/\/engine\/.*\.ts$/.test(id)) return null;
      if (id.endsWith('/errors.ts')) return { code: ERRORS, map: null, moduleType: 'js' };
      let short = code;
      // from the end, so that what is yet to come stays in its place
      for (const [first, last] of stops(this.parse(code, { lang: 'ts' })).reverse()) {
        short = short.slice(0, first.start) + short.slice(last.end);
      }
      return { code: short, map: null };
    },
    async renderChunk(code) {
      if (!wanted) return null;
      const { code: small } = await minify(code, {
        module: true,
        compress: { passes: 3, pure_getters: true, unsafe_arrows: true },
      });
      return { code: small!, map: null };
    },
  };
}

/** The first and the last argument of each call that stops the engine, in their order. */
function stops(node: Node): [Node, Node][] {
  const name = node.type === 'CallExpression' && (node.callee!.property ?? node.callee!).name;
  if (name && STOPS.test(name) && node.arguments!.length) return [[node.arguments![0]!, node.arguments!.at(-1)!]];
  return Object.values(node)
    .flat()
    .filter((child): child is Node => Boolean((child as Node | null)?.type))
    .flatMap(stops);
}
