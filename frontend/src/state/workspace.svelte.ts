import { comparedWith } from './view';
import { untrack } from 'svelte';
import type { Folder } from '../sources/folder';
import type { Source } from '../sources/source';
import type { Run } from '../training/run';
import { modelOf, readAddress, writeAddress } from './address';
import type { AddressBar } from './addressbar';
import { Explorer, type Walk } from './explorer.svelte';
import { keep, kept } from './kept';
import { isolated } from './names';
import { named, Notices } from './notices.svelte';
import { Pair } from './pair.svelte';
import { Shelf } from './shelf.svelte';
import { applyShown, type Shown } from './shown';

/** Milliseconds without another move from outside, after which the moves become a step. */
const REST = 500;
/** Milliseconds between two changes of the address: browsers allow few a second. */
const ADDRESS_PACE = 300;

export interface WorkspaceOptions {
  /** Null where the page is part of another one and leaves its address alone. */
  address: AddressBar | null;
  /** The browser's title for the page; '' for the model's name. */
  title: string;
  /** The link that the page opens with, where the address holds none. */
  start: string;
  /** Panels that are hidden, whichever model is open. */
  hide: readonly string[];
  /** Called with all that is shown, whenever that changes. */
  onview?: ((shown: Shown) => void) | undefined;
}

/** The models of one page: opens them, remembers the walk through each, compares two, and follows links. */
export class Workspace {
  readonly shelf: Shelf;
  readonly notices = new Notices();
  /** The model that is walked; undefined until the first one is open. */
  explorer: Explorer | undefined = $state.raw();
  /** That model and the one that it is compared with; null while none is. */
  pair: Pair | null = $state.raw(null);
  /** The id of the model that was chosen last, which may still be opening. */
  current = $state('');
  /** The folder of the model that is being opened, once that is read. */
  opening: Folder | null = $state.raw(null);
  /** Why the last model could not be opened; '' if it could. */
  failure = $state('');
  /** The id of the model that the explorer walks. */
  private shown = $state('');
  /** Walks through models that were left, by the model's id. */
  private readonly walks = new Map<string, Walk>();
  /** What the host of the page wants the model that is being opened to show. */
  private wanted: Partial<Shown> = {};
  /** Encoded images that the host has selected, while the atlas is still loading. */
  private awaited: Shown['groups'] | undefined;
  private resting: ReturnType<typeof setTimeout> | undefined;
  private closed = false;
  /** The hash that this page last wrote, to tell it from a link that the user followed. */
  private written = '';
  private readonly beside = $derived.by(() => this.explorer?.view.with ?? '');

  constructor(
    source: Source,
    private readonly options: WorkspaceOptions,
  ) {
    this.shelf = new Shelf(source);
  }

  /** Keeps the address, the comparison and the host up to date. To be called while a component is initialised. */
  watch(): void {
    $effect(() => this.writeView());
    $effect(() => {
      const { explorer, beside } = this;
      if (explorer) untrack(() => void this.compare(explorer, beside));
    });
    $effect(() => this.report());
  }

  /** Opens the model that the address or the start link names, or else the first one. */
  async start(): Promise<void> {
    const hash = this.options.address?.hash || this.options.start;
    const name = modelOf(hash);
    const id = name ? await this.shelf.named(name).catch(() => undefined) : undefined;
    await this.open(id ?? '0', hash, this.wanted);
    if (name && !id)
      this.notices.say(
        `The link is to the model '${isolated(name)}', which is not open here. Open it, then follow the link again.`,
        true,
      );
  }

  /** Opens a model. If that fails, the model before stays open. */
  async open(id: string, hash = '', there: Partial<Shown> = {}): Promise<void> {
    this.current = id;
    this.wanted = there;
    try {
      const { folder, model } = await this.shelf.open(id);
      this.opening = folder;
      const ready = await model;
      if (this.current !== id || this.closed) {
        ready.close();
        return;
      }
      await this.enter(id, new Explorer(ready, this.notices), hash);
    } catch (error) {
      if (this.current !== id) return;
      const { message } = error as Error;
      this.failure = message;
      if (this.explorer) {
        this.current = this.shown;
        this.report();
      }
      this.notices.say(message, true);
    } finally {
      this.opening = null;
    }
  }

  /** Opens the model that a training made in place of the one that was learning. */
  async openTrained(): Promise<void> {
    if (this.current !== this.shown) return; // another model was chosen meanwhile
    await this.open(this.current);
    if (!this.failure) this.notices.say('The training has ended: this is the trained model.');
  }

  /** Opens a model that learns in this page, and the trained one in its place once that is there. */
  async train(run: Run): Promise<void> {
    const { shelf, notices } = this;
    const id = shelf.addRun(run);
    run.made.then(
      async ({ file, message }) => {
        const kept = await shelf.workshop.end(id, file);
        if (this.current === id) await this.open(id);
        const advice = kept ? 'This browser keeps it; save it to have it elsewhere.' : 'Save the model to keep it.';
        notices.say(message ?? `${isolated(run.items.name)} is trained. ${advice}`, Boolean(message));
      },
      async ({ message }: Error) => {
        notices.say(message, true);
        await this.forget(id);
      },
    );
    await this.open(id);
  }

  /** Removes a model that was trained in this page. */
  async forget(id: string): Promise<void> {
    await this.shelf.remove(id);
    if (this.current === id) await this.open('0');
  }

  /** Shows what the host of the page has changed, which becomes a step once it rests. */
  show(part: Partial<Shown>): void {
    const { model = this.current || this.shown, ...place } = part;
    if (model !== this.current && this.current) void this.open(model, '', place);
    else if (this.shown !== this.current || !this.explorer) this.wanted = { ...this.wanted, ...place };
    else {
      applyShown(this.explorer, place);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => this.explorer?.commit(), REST);
    }
  }

  /** Has everything decoded again: the server is back. */
  refresh(): void {
    this.explorer?.refresh();
    this.pair?.other.refresh();
  }

  /** Follows a link on the page, given by its hash. */
  async follow(hash: string): Promise<void> {
    if (!this.options.address || hash === this.written) return;
    const name = modelOf(hash);
    const id = name ? await this.shelf.named(name) : undefined;
    if (id && id !== this.current) await this.open(id, hash);
    else if (this.explorer) this.explorer.show(this.read(hash, this.explorer));
  }

  /** Reports a file that could not be opened. */
  fail(message: string): void {
    this.notices.say(message, true);
    if (!this.explorer) this.failure = message;
  }

  /** Keeps the drawing for the case that the page is loaded again. */
  keep(): void {
    const { explorer } = this;
    if (!this.options.address || !explorer) return;
    try {
      keep(explorer.folder, explorer);
    } catch {
      // a page may have no storage, or too little
    }
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.resting);
    this.explorer?.close();
    this.shelf.workshop.close();
  }

  /** Walks a model that is open now, from where its link, its walk or the host says. */
  private async enter(id: string, next: Explorer, hash: string): Promise<void> {
    const {
      explorer,
      shown: before,
      options: { address, title, hide },
    } = this;
    const { name } = next.folder;
    const compared = explorer?.view.with ? { ...explorer.view, folder: explorer.folder.name } : null;
    if (explorer) {
      this.walks.set(before, explorer.leave());
      explorer.close();
    }
    const walk = hash ? undefined : this.walks.get(id);
    // a history entry of its own, so that the browser's Back leads to the model before
    if (address && explorer && !hash && before !== id)
      address.push((this.written = `#${writeAddress(next.folder, walk?.view ?? next.view, next.initial)}`));
    this.explorer = next;
    this.pair = null;
    this.shown = id;
    this.failure = '';
    if (address) address.title(title || `${isolated(name)} · latentwalk`);
    if (address && !explorer) this.restore(next);
    if (hash) next.begin(this.read(hash, next));
    else if (walk) next.resume(walk);
    // a comparison goes on; the two models change sides if the other one is opened
    if (compared && !hash)
      next.choose({ ...comparedWith(compared.with === name ? compared.folder : compared.with), by: compared.by });
    if (hide.some((panel) => !next.view.hide.includes(panel)))
      next.begin({ ...next.view, hide: [...next.view.hide, ...hide] });
    const { groups, ...place } = this.wanted;
    applyShown(next, place);
    this.awaited = groups;
    await next.loadAtlas();
    if (groups && this.explorer === next) applyShown(next, { groups });
    this.awaited = undefined;
  }

  /** Restores the drawing that the page had before it was loaded again. */
  private restore(next: Explorer): void {
    try {
      const drawing = kept(next.folder);
      next.setPlaced(drawing?.placed ?? null);
      next.sketch(drawing?.sketching ?? false);
    } catch {
      // what cannot be read was not written by this page
    }
  }

  /** The view of a link; what cannot be read of it becomes a notice. */
  private read(hash: string, { initial, folder }: Explorer): Explorer['view'] {
    const { view, faults } = readAddress(hash, initial, folder.conditions);
    if (faults.length) this.notices.say(`The link could not be followed in full: ${named(faults)}.`, true);
    return view;
  }

  /** Opens the model that `here` is to be compared with, or ends the comparison. */
  private async compare(here: Explorer, name: string): Promise<void> {
    here.comparison?.close();
    here.comparison = this.pair = null;
    if (!name) return;
    const isWanted = () => this.explorer === here && here.view.with === name && !here.comparison && !this.closed;
    try {
      const id = await this.shelf.named(name);
      if (!id)
        throw new Error(`The model '${isolated(name)}' is not open here, so it cannot be compared. Open it first.`);
      const model = await (await this.shelf.open(id)).model;
      if (!isWanted()) {
        model.close();
        return;
      }
      const pair = (here.comparison = this.pair = new Pair(here, model));
      await pair.other.loadAtlas();
    } catch (error) {
      if (!isWanted()) return;
      here.change(comparedWith(''));
      this.notices.say((error as Error).message, true);
    }
  }

  /** Has the address hold the view, a little after it changed. An effect. */
  private writeView(): (() => void) | undefined {
    const {
      explorer,
      options: { address },
    } = this;
    if (!address || !explorer) return undefined;
    const text = writeAddress(explorer.folder, explorer.view, explorer.initial);
    const timer = setTimeout(() => address.replace((this.written = `#${text}`)), ADDRESS_PACE);
    return () => clearTimeout(timer);
  }

  /** Tells the host what is shown. */
  private report(): void {
    const { explorer } = this;
    if (!explorer) return;
    const {
      view: { z, given, with: beside },
      path,
      selection: { groups },
    } = explorer;
    const pins = path.pins.map((pin) => explorer.rowOf(pin));
    this.options.onview?.({ model: this.shown, z, given, pins, groups: this.awaited ?? groups, beside });
  }
}
