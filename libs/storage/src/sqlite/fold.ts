/** Lower-case letters that are other forms of one. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['ſ', 's'],
  ['ς', 'σ'],
  ['µ', 'μ'],
]);

/**
 * A text as a search compares it: in lower case, and Latin letters without their accents. The index of the messages folds its
 * words alike (`unicode61 remove_diacritics 2`; a spec compares both). In other scripts, marks tell letters apart.
 */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/(\p{Script=Latin})\p{Mn}+/gu, '$1')
    .normalize('NFC')
    .replaceAll(/[ſςµ]/g, (letter) => SAME.get(letter) ?? letter);
}
