import { DatabaseSync } from '@photostructure/sqlite';
import { fold } from './fold.js';

/** Letters of the scripts that people write names in. */
const LETTERS = [
  [0x41, 0x17f],
  [0x1e00, 0x1eff],
  [0x386, 0x3ce],
  [0x400, 0x45f],
  [0x531, 0x586],
  [0x5d0, 0x5ea],
  [0x621, 0x64a],
  [0x905, 0x939],
].flatMap(([from = 0, to = 0]) =>
  Array.from({ length: to - from + 1 }, (_, n) => String.fromCodePoint(from + n)).filter((letter) =>
    /\p{L}/u.test(letter),
  ),
);

/** How the index of the messages folds letters. */
function indexed(letters: readonly string[]): Map<string, string> {
  const database = new DatabaseSync(':memory:');
  try {
    database.exec(`create virtual table words using fts5 (word,
      tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");
      create virtual table terms using fts5vocab (words, instance)`);
    const insert = database.prepare('insert into words (rowid, word) values (?, ?)');
    letters.forEach((letter, index) => insert.run(index + 1, letter));
    const rows = database.prepare('select doc, term from terms').all();
    return new Map(rows.map(({ doc, term }) => [letters[Number(doc) - 1] ?? '', String(term)]));
  } finally {
    database.close();
  }
}

describe('texts that are searched', () => {
  it('are folded like the words of the index', () => {
    const words = indexed(LETTERS);
    const unlike = LETTERS.filter((letter) => words.get(letter) !== fold(letter));
    expect(unlike).toEqual([]);
  });

  it.each([
    ['ÉCLAIR', 'eclair'],
    ['Łódź', 'łodz'],
    ['ЖЁЛТЫЙ', 'жёлтый'],
    ['İstanbul', 'istanbul'],
    ['e\u0301', 'e'],
    ['ΟΔΟΣ', 'οδοσ'],
  ])('%s is found as %s', (text, as) => {
    expect(fold(text)).toBe(as);
  });
});
