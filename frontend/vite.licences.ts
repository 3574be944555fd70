import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/** Packages without a module in the page's bundle: compiled into the kernels, or bundled by a worker. */
const WITHIN = ['assemblyscript', 'onnxruntime-web'];
/** Licence texts that their packages omit. */
const TEXTS = `${import.meta.dirname}/licences`;

/** Writes the licences of all bundled packages beside the page. */
export function licences(): Plugin {
  return {
    name: 'latentwalk-licences',
    generateBundle(_, bundle) {
      const modules = Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
      const owners = modules.map((id) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1]);
      const names = [...new Set([...owners.filter((name) => name !== undefined), ...WITHIN])].sort();
      const source = ['# Licences of what the page is built with', ...names.map(notice)].join('\n\n');
      this.emitFile({ type: 'asset', fileName: 'licences.md', source: `${source}\n` });
    },
  };
}

function notice(name: string): string {
  const folder = `${import.meta.dirname}/node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    version: string;
    license: string;
  };
  const own = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(file))
    .map((file) => `${folder}/${file}`);
  const kept = `${TEXTS}/${name}.txt`;
  const texts = [...own, ...(existsSync(kept) ? [kept] : [])];
  if (!texts.length) throw new Error(`${name} has no text of its licence: put one into ${kept}.`);
  return [`## ${name} ${version} (${license})`, ...texts.map((file) => readFileSync(file, 'utf8').trim())].join('\n\n');
}
