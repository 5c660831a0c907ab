import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSync } from 'recheck';
import ts from 'typescript';
import { ROOT } from '../harness/process.js';

/** Without any clock: how busy the machine is must not change the verdict. */
const PATIENT = {
  timeout: null,
  attackTimeout: null,
  incubationTimeout: null,
  seedingTimeout: null,
  randomSeed: 1,
};
/** For one expression. Most take milliseconds, the longest a few seconds. */
const PATIENCE_MS = 300_000;

/** Where expressions are put together at run time: of the paths of routes, with `[^/]+` between slashes. */
const PUT_TOGETHER = ['apps/api/src/http/route-table.ts'];

interface Expression {
  /** With slashes and flags. */
  literal: string;
  source: string;
  flags: string;
}

/** Regular expressions of a source file: its literals, and whether it makes others. */
function expressionsIn(path: string): { literals: string[]; makesOthers: boolean } {
  const file = ts.createSourceFile(path, readFileSync(join(ROOT, path), 'utf8'), ts.ScriptTarget.Latest);
  const literals: string[] = [];
  let makesOthers = false;
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) literals.push(node.text);
    if (ts.isNewExpression(node) || ts.isCallExpression(node))
      makesOthers ||= ts.isIdentifier(node.expression) && node.expression.text === 'RegExp';
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { literals, makesOthers };
}

const sources = ['apps', 'libs'].flatMap((top) =>
  readdirSync(join(ROOT, top), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
    .map((path) => join(top, path)),
);

const found = sources.map((path) => ({ path, ...expressionsIn(path) }));

const expressions: Expression[] = [...new Set(found.flatMap(({ literals }) => literals))].map((literal) => {
  const end = literal.lastIndexOf('/');
  return { literal, source: literal.slice(1, end), flags: literal.slice(end + 1) };
});

/** What is wrong with an expression, and the string that shows it. */
function judged(source: string, flags: string): string {
  const verdict = checkSync(source, flags, PATIENT);
  if (verdict.status === 'vulnerable') return `${verdict.complexity.summary}: ${verdict.attack.pattern}`;
  return verdict.status === 'unknown' ? verdict.error.kind : verdict.status;
}

beforeAll(() => {
  // In this process: the native program of the package is not there on every system.
  process.env['RECHECK_BACKEND'] = 'pure';
});

describe('no text costs a regular expression more than its length', () => {
  it('as the checker would tell', () => {
    expect(judged(String.raw`^a\/b(?:\s*;\s*a=[ -:]{1,9})*$`, '')).toMatch(/^exponential/);
    expect(judged(String.raw`\s*,\s*$`, '')).toMatch(/polynomial/);
  });

  it.each(expressions)(
    '$literal',
    ({ source, flags }) => expect(judged(source, flags)).toBe('safe'),
    PATIENCE_MS,
  );

  it('as long as they are written out, where they can be read', () => {
    expect(found.filter(({ makesOthers }) => makesOthers).map(({ path }) => path)).toEqual(PUT_TOGETHER);
  });
});
