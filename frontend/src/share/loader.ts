import { unpacked } from './unpacking';

/** What the scripts of a single-file page read: the parts packed in it. */
export interface Held {
  /** Returns a file of a model by its path. */
  read: (path: string) => Promise<ArrayBuffer>;
  /** Loads a module of the page by its name, for dynamic imports. */
  load(name: string): Promise<unknown>;
}

const addresses = new Map<string, Promise<string>>();
const part = (path: string): HTMLElement | null => document.querySelector(`[data-part="${CSS.escape(path)}"]`);
const wanted = (path: string): Error => new Error(`This page is damaged: ${path} is missing or incomplete.`);
// parts before this script are complete; the text of later ones may still be arriving
const early = new Set([...document.querySelectorAll<HTMLElement>('[data-part]')].map(({ dataset }) => dataset.part));
const whole = new Promise<unknown>((resolve) => document.addEventListener('DOMContentLoaded', resolve));

async function read(path: string): Promise<ArrayBuffer> {
  if (!early.has(path)) await whole;
  const element = part(path);
  if (!element) throw wanted(path);
  const { packed, bytes, width } = element.dataset;
  const content = { text: element.textContent, packed: Number(packed), bytes: Number(bytes), width: Number(width) };
  // a file that was cut off inside a part holds text that cannot be unpacked
  return unpacked(content).catch(() => {
    throw wanted(path);
  });
}

/** The URL of a module, in which its own imports are replaced by such URLs. */
function address(name: string): Promise<string> {
  const known = addresses.get(name);
  if (known) return known;
  const made = read(name).then(async (bytes) => {
    let code = new TextDecoder().decode(bytes);
    for (const [text, other] of [...code.matchAll(/latentwalk-module:([\w.-]+)/g)])
      code = code.replaceAll(text, await address(other!));
    return URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  });
  addresses.set(name, made);
  return made;
}

const load = async (name: string): Promise<unknown> => import(/* @vite-ignore */ await address(name));

Object.assign(globalThis, { latentwalk: { read, load } satisfies Held });
load(document.currentScript!.dataset.entry!).catch((error: Error) => {
  const line = document.createElement('p');
  line.textContent = `This page could not be opened: ${error.message.replace(/\.?$/, '.')} A newer browser may help.`;
  document.querySelector('#app')!.replaceChildren(line);
});
