/** Names come from models and files: they may be in any script, and of any length. */

/** Characters that may change the direction of the text around them: right-to-left scripts and the marks for it. */
const TURNING =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]|\ud802|\ud803|\ud83a|\ud83b/;
/** Marks that would end the isolation from within. */
const MARKS = /[\u202a-\u202e\u2066-\u2069]/g;

/** A name inside a sentence or an attribute, where `<bdi>` is impossible: it does not turn the text around it. */
export function isolated(name: string): string {
  return TURNING.test(name) ? `\u2068${name.replace(MARKS, '')}\u2069` : name;
}

/** A sentence that may cite a name from anywhere: without marks that would turn what follows. */
export function upright(text: string): string {
  return text.replace(/[\u202a-\u202e]/g, '');
}

/** A text as people compare it: without case, accents and width. */
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** The items whose name contains a text, with their indices; all of them without a text. */
export function matching<T extends { name: string }>(items: readonly T[], text: string): { item: T; i: number }[] {
  const wanted = plain(text.trim());
  return items.map((item, i) => ({ item, i })).filter(({ item }) => plain(item.name).includes(wanted));
}

/** A text cut to a width, as `measure` has it, between whole characters; with an ellipsis if anything is cut. */
export function shortened(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const characters = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment);
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(`${characters.slice(0, middle).join('')}…`) <= width) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join('')}…`;
}

/** A word with a capital letter. */
export function capital(word: string): string {
  return word[0]!.toUpperCase() + word.slice(1);
}
