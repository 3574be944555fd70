import { unpacked } from './unpacking';

/** What an exported page of one file has for its scripts: the parts that are packed in it. */
export interface Held {
  /** A file of a model, by its path. */
  read: (path: string) => Promise<ArrayBuffer>;
  /** A module of the page, by its name; what a module loads late asks for it here. */
  load(name: string): Promise<unknown>;
}

const addresses = new Map<string, Promise<string>>();
const part = (path: string): HTMLElement | null => document.querySelector(`[data-part="${CSS.escape(path)}"]`);
const wanted = (path: string): Error => new Error(`This page holds no whole ${path}: it is damaged.`);
// those before this script are whole; of one after it, its text may still be on the way
const early = new Set([...document.querySelectorAll<HTMLElement>('[data-part]')].map(({ dataset }) => dataset.part));
const whole = new Promise<unknown>((resolve) => document.addEventListener('DOMContentLoaded', resolve));

async function read(path: string): Promise<ArrayBuffer> {
  if (!early.has(path)) await whole;
  const element = part(path);
  if (!element) throw wanted(path);
  const { packed, bytes, width } = element.dataset;
  const content = { text: element.textContent, packed: Number(packed), bytes: Number(bytes), width: Number(width) };
  // a file that was cut off in the middle of a part holds text that does not unpack
  return unpacked(content).catch(() => {
    throw wanted(path);
  });
}

/** A module as an address that can be imported: what it imports itself is put in as such addresses. */
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
