import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const guide = readFileSync('docs/security.md', 'utf8');

/** The tests that a guide names: a link to a file, and the titles within it that lead to the test. */
function named(text: string): [file: string, titles: string[]][] {
  return [...text.matchAll(/\]\(([^)]+\.ts)\): ((?:"[^"]+"(?:, | and )?)+)/g)].map(
    ([, file = '', quoted = '']) => [
      join('docs', file),
      [...quoted.matchAll(/"([^"]+)"/g)].flatMap(([, path = '']) => path.split(' › ')),
    ],
  );
}

const tests = named(guide);

it('every link to a test in the tables of the guide to security names one', () => {
  const rows = guide.split('\n').filter((line) => line.startsWith('|'));
  const links = rows.join('\n').match(/\]\(\.\.\/[^)]+\.ts\)/g) ?? [];
  expect(links.length).toBeGreaterThan(50);
  expect(tests).toHaveLength(links.length);
});

it.each(tests)('the guide to security names tests of %s that are there', (file, titles) => {
  expect(existsSync(file)).toBe(true);
  const source = readFileSync(file, 'utf8').replaceAll("\\'", "'");
  expect(titles.filter((title) => !source.includes(title))).toEqual([]);
});
