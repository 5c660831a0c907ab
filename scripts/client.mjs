// Generates the TypeScript client from openapi.json into packages/client, and gives all packages the version of the server; with
// --check, fails when what is committed differs.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import { resourcesOf } from './resources.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'packages/client/src/generated');

async function generate(path) {
  await createClient({
    input: join(root, 'openapi.json'),
    output: { path, importFileExtension: '.js' },
    // Where the server is, programs say.
    plugins: [{ name: '@hey-api/client-fetch', baseUrl: false }, '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent' },
  });
  const document = JSON.parse(readFileSync(join(root, 'openapi.json'), 'utf8'));
  writeFileSync(join(path, 'resources.gen.ts'), resourcesOf(document));
}

function contentOf(directory) {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = files.map((file) => join(file.parentPath, file.name)).toSorted();
  return JSON.stringify(paths.map((path) => [path.slice(directory.length), readFileSync(path, 'utf8')]));
}

async function differs() {
  const fresh = mkdtempSync(join(tmpdir(), 'miaw-client-'));
  try {
    await generate(fresh);
    return contentOf(fresh) !== contentOf(committed);
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

const server = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A package has the version of the server, and depends on the packages that the server has. */
function manifestOf(folder) {
  const file = join(root, 'packages', folder, 'package.json');
  const before = readFileSync(file, 'utf8');
  const versions = { ...server.dependencies, version: server.version };
  const after = before.replaceAll(/"([@\w/-]+)": "\d[^"]*"/g, (line, name) =>
    name in versions ? `"${name}": "${versions[name]}"` : line,
  );
  return { file, before, after };
}

const manifests = readdirSync(join(root, 'packages')).map(manifestOf);

if (!process.argv.includes('--check')) {
  await generate(committed);
  for (const { file, after } of manifests) writeFileSync(file, after);
} else if (manifests.some(({ before, after }) => before !== after) || (await differs())) {
  console.error(
    'packages is not what openapi.json and package.json say: run `npm run client` and commit the result',
  );
  process.exitCode = 1;
}
