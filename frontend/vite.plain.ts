import { minify } from 'terser';
import type { Plugin } from 'vite';

/** Replaces errors.ts: a file that the plain engine rejects goes to the full one, which explains the error. */
const ERRORS = `
  export class EngineError extends Error {}
  export function invalid() { throw new EngineError(); }
  export { invalid as incapable, invalid as refuse, invalid as unsupported };
`;
/** Functions that stop the engine with a message. */
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
 * Makes the plain engine's worker small: removes error messages, since a file that it rejects goes to the full engine,
 * which explains the error. Property names stay as they are: renaming them safely needs a naming convention, and saves
 * only 0.4 kB.
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
      // from the end, so that the positions before it stay valid
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

/** The first and the last argument of each call that stops the engine, in order. */
function stops(node: Node): [Node, Node][] {
  const name = node.type === 'CallExpression' && (node.callee!.property ?? node.callee!).name;
  if (name && STOPS.test(name) && node.arguments!.length) return [[node.arguments![0]!, node.arguments!.at(-1)!]];
  return Object.values(node)
    .flat()
    .filter((child): child is Node => Boolean((child as Node | null)?.type))
    .flatMap(stops);
}
