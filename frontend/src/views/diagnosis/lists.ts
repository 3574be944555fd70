import type { Diagnosis, Entry as Item } from '../../diagnosis/diagnosis';
import type { Vector } from '../../math/vector';
import { nameOf } from '../../sources/atlas';
import type { Explorer } from '../../state/explorer.svelte';
import { axisKey } from '../../state/view';

/** Something that a list names: a place that can be gone to, and what is known of it. */
export interface Entry {
  row: Vector;
  /** The encoded item, by its row in the atlas; null for a place in a hole. */
  item: number | null;
  caption: string;
  title: string;
  /** Whether it belongs to the entry before it. */
  joined?: boolean;
}

export interface List {
  title: string;
  /** What it lists, in a sentence. */
  about: string;
  entries: readonly Entry[];
}

/** A diagnosis as lists of entries; those where nothing was found are left out. */
export function listsOf(found: Diagnosis, explorer: Explorer): List[] {
  const { encoded, folder, output } = explorer;
  const atlas = encoded.atlas!;
  const { one, many } = output;
  const classOf = (item: number): string => folder.classes[atlas.label[item]!] ?? '';
  const named = (item: number): string => [nameOf(atlas, item), classOf(item)].filter(Boolean).join(', ');
  const entry = (item: number, caption: string, says: string): Entry => ({
    row: encoded.rowOf(item, atlas),
    item,
    caption,
    title: `${named(item)}: ${says}`,
  });
  const times = (items: readonly Item[], of: string): Entry[] =>
    items.map(({ item, value }) => entry(item, `${value.toFixed(1)} ×`, `${value.toFixed(2)} times ${of}`));
  return [
    {
      title: 'Holes',
      about:
        `${percent(found.empty ?? 0)} of the prior’s draws lie farther from the data than 99\u00a0% of the ${many} ` +
        'from their neighbours. The model was never shown what to draw there; the emptiest places:',
      entries: found.holes.map(({ z, distance }) => ({
        row: explorer.rowOf(z),
        item: null,
        caption: distance.toFixed(1),
        title: `${distance.toFixed(2)} typical gaps from the nearest ${one}`,
      })),
    },
    ...found.torn.map(({ label, size, parts }): List => ({
      title: `${folder.classes[label] ?? label} is torn apart`,
      about: `Its ${size.toLocaleString('en')} ${many} lie in ${parts.length} places. The middle of each:`,
      entries: parts.map((part) => entry(part.item, part.size.toLocaleString('en'), `one of ${part.size} ${many}`)),
    })),
    {
      title: 'Worst reconstructed',
      about: 'Squared errors, as multiples of the median.',
      entries: times(found.worst, 'the median error'),
    },
    {
      title: 'Far from all others',
      about: 'Distances to the tenth neighbour, as multiples of the median.',
      entries: times(found.loneliest, 'the median distance to the tenth neighbour'),
    },
    {
      title: 'Near duplicates',
      about: `${found.duplicateItems.toLocaleString('en')} ${many} lie closer to another than chance explains:`,
      entries: found.duplicates.flatMap(({ first, second, distance }) => {
        const says = `${distance.toFixed(3)} typical gaps between them`;
        return [entry(first, shortName(first), says), { ...entry(second, shortName(second), says), joined: true }];
      }),
    },
  ].filter(({ entries }) => entries.length);

  function shortName(item: number): string {
    return atlas.files?.[item] ?? (classOf(item) || nameOf(atlas, item));
  }
}

/** All lists as a table, as `latentwalk diagnose --out` writes it. */
export function tableOf(found: Diagnosis, { encoded, folder }: Explorer): (string | number)[][] {
  const atlas = encoded.atlas!;
  const classOf = (item: number): string => folder.classes[atlas.label[item]!] ?? '';
  const known = (item: number): (string | number)[] => [item, nameOf(atlas, item), classOf(item)];
  const items = (list: string, some: readonly Item[]) =>
    some.map(({ item, value }, i) => [list, i + 1, value, ...known(item), '', '', '']);
  return [
    ['list', 'place', 'value', 'item', 'name', 'class', 'second_item', 'second_name', 'z'],
    ...found.unused.map((dimension, i) => ['unused', i + 1, dimension + 1, '', '', '', '', '', '']),
    ...found.holes.map(({ z, distance }, i) => ['holes', i + 1, distance, '', '', '', '', '', z.join(' ')]),
    ...found.torn.flatMap(({ parts }) =>
      parts.map(({ size, item }, i) => ['torn', i + 1, size, ...known(item), '', '', '']),
    ),
    ...items('worst', found.worst),
    ...items('loneliest', found.loneliest),
    ...found.duplicates.map(({ first, second, distance }, i) => [
      ...['duplicates', i + 1, distance, ...known(first)],
      ...[second, nameOf(atlas, second), ''],
    ]),
  ];
}

/** What is said above the lists. */
export function summaryOf({ items, unused, empty }: Diagnosis, { encoded, output }: Explorer): string {
  const count = encoded.atlas!.n;
  const names = unused.map(axisKey).join(', ');
  const [some, all] = [items, count].map((one) => one.toLocaleString('en'));
  const sentences = [
    items < count && `${some} of ${all} encoded ${output.many} were examined, evenly spaced.`,
    names && `${names} ${unused.length === 1 ? 'carries' : 'carry'} no information.`,
    empty === null && 'The prior is unknown, so holes cannot be found.',
  ];
  return sentences.filter(Boolean).join(' ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}\u00a0%`;
}
