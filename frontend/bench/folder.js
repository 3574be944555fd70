// The networks that are timed. Python with torch makes them; PYTHON names it. Their folder is kept if
// LATENTWALK_NETWORKS names one.
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const GALLERY = ['mnist', 'mnist-residual'];
const kept = process.env.LATENTWALK_NETWORKS;

/** Does something with the paths of the networks of the given names, or of all. */
export async function withNetworks(names, work) {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'latentwalk-networks-')));
  try {
    for (const name of GALLERY)
      await copyFile(join(here, `../../src/latentwalk/gallery/${name}/decoder.onnx`), join(folder, `${name}.onnx`));
    if ((await readdir(folder)).length === GALLERY.length)
      execFileSync(process.env.PYTHON ?? 'python', [join(here, 'networks.py'), folder], { stdio: 'inherit' });
    const files = (await readdir(folder)).filter((file) => file.endsWith('.onnx'));
    const wanted = files.filter((file) => !names.length || names.includes(basename(file, '.onnx')));
    await work(wanted.sort().map((file) => join(folder, file)));
  } finally {
    if (!kept) await rm(folder, { recursive: true });
  }
}
