/** How links write numbers and names, and how messages cite what is wrong with them. */

/** Characters of an invalid part that a message cites. */
const CITED = 40;

/** A number with six digits. */
export function short(value: number): string {
  return `${Number(value.toPrecision(6))}`;
}

/** A part of a link as it can be cited in a sentence: it may contain anything. */
export function cited(text: string): string {
  return text.slice(0, CITED).replace(/[\s\p{C}\p{Z}]+/gu, ' ') + (text.length > CITED ? '…' : '');
}

/** An encoded name. Throws what is wrong with it. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error(`holds '${cited(text)}', which is not an encoded name`);
  }
}
