import { existsSync, readFileSync } from 'node:fs';

const readme = readFileSync('README.md', 'utf8');
const rows = readme
  .slice(readme.indexOf('| Promise '), readme.indexOf('Besides messages of all kinds'))
  .split('\n')
  .filter((line) => /^\| [A-Z]/.test(line) && !line.startsWith('| Promise '));

it('the README promises only what something shows', () => {
  expect(rows.length).toBeGreaterThan(5);
  for (const row of rows) expect(row).toMatch(/\]\((?:docs|test)\/|`npm run |the tests execute/);
  for (const [, file = ''] of rows.join('\n').matchAll(/\]\((test\/[^)]+)\)/g))
    expect({ file, there: existsSync(file) }).toEqual({ file, there: true });
});

it('the README has the figures of the benchmarks', () => {
  const benchmarks = readFileSync('docs/benchmarks.md', 'utf8');
  const measured = rows.filter((row) => row.includes('(docs/benchmarks.md'));
  expect(measured.length).toBeGreaterThan(2);
  for (const figure of measured.join('\n').match(/\d[\d.]* (?:ms|KiB|MiB)|\d{4,}/g) ?? [])
    expect(benchmarks).toContain(figure);
});

it('the README has the figures of the commands that it names', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(scripts['test:crash']).toContain('CRASH_ROUNDS:-200');
  expect(scripts['test:cluster']).toContain('CLUSTER_ROUNDS:-50');
});
