import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiawClient } from 'miaw-core';
import ts from 'typescript';
import { Document } from '../harness/document.js';
import { ROOT } from '../harness/process.js';

const GUIDE = readFileSync(join(ROOT, 'docs/miaw-core.md'), 'utf8');
const ROWS = [...GUIDE.matchAll(/^\| `(\w+)` +\| (.*?) +\|$/gm)].map(([, method = '', route = '']) => ({
  method,
  route,
}));

/** The public methods of miaw-core's client, as its declarations have them. */
function publicMethods(): string[] {
  const path = join(ROOT, 'node_modules/miaw-core/dist/client/MiawClient.d.ts');
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const names: string[] = [];
  file.forEachChild((node) => {
    if (!ts.isClassDeclaration(node)) return;
    for (const member of node.members)
      if (
        ts.isMethodDeclaration(member) &&
        !member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
      )
        names.push(member.name.getText(file));
  });
  return [...new Set(names)];
}

it('names every public method of miaw-core, once', () => {
  const methods = publicMethods();
  expect(methods).toHaveLength(159);
  expect(
    methods.filter((name) => !(name in MiawClient.prototype || name === 'on' || name === 'emit')),
  ).toEqual([]);
  expect(ROWS.map(({ method }) => method).toSorted()).toEqual(methods.toSorted());
});

it('names routes that exist, or says why there is none', () => {
  const routes = new Set(
    Document.read()
      .examples()
      .map(({ method, path }) => `${method} ${path.replace('/api/v1/instances/{instanceId}/', '…/')}`),
  );
  const unknown = ROWS.filter(({ route }) => {
    const named = [...route.matchAll(/`([A-Z]+ [^`]+)`/g)].map(([, name = '']) => name);
    return named.length === 0
      ? !/^(not offered|webhooks|the event|`LOG_LEVEL`)/.test(route)
      : !named.every((name) => routes.has(name));
  });
  expect(unknown).toEqual([]);
});
