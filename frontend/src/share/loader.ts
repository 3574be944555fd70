import { unpacked } from './unpacking';

/** What the scripts of a single-file page read: the parts packed in it. */
export interface Held {
  /** Returns a file of a model by its path. */
  read: (path: string) => Promise<ArrayBuffer>;
  /** Loads a module of the page by its name, for dynamic imports. */
  load(name: string): Promise<unknown>;
}

const joined = new Map<string, Promise<ArrayBuffer>>();
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

/** The code of a module, from the part where it is packed with others. */
async function code(name: string): Promise<string> {
  const find = (): HTMLElement | null => document.querySelector(`[data-modules~="${CSS.escape(name)}"]`);
  let holder = find();
  if (!holder) {
    await whole;
    holder = find();
  }
  if (!holder) throw wanted(name);
  const { part, modules } = holder.dataset;
  if (!joined.has(part!)) joined.set(part!, read(part!));
  const listed = modules!.split(' ');
  const at = listed.indexOf(name);
  const start = listed.slice(0, at).reduce((sum, bytes, i) => sum + (i % 2 ? Number(bytes) : 0), 0);
  return new TextDecoder().decode(new Uint8Array(await joined.get(part!)!, start, Number(listed[at + 1])));
}

/** The URL of a module, in which its own imports are replaced by such URLs. */
function address(name: string): Promise<string> {
  const known = addresses.get(name);
  if (known) return known;
  const made = code(name).then(async (text) => {
    for (const [match, other] of [...text.matchAll(/latentwalk-module:([\w.-]+)/g)])
      text = text.replaceAll(match, await address(other!));
    return URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
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
