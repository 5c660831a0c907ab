// Generates the TypeScript client from openapi.json into packages/client; with --check, fails when the committed one differs.
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

/** The package has the version of the server. */
const manifest = join(root, 'packages/client/package.json');
const before = readFileSync(manifest, 'utf8');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const after = before.replace(/"version": "[^"]+"/, `"version": "${version}"`);

if (!process.argv.includes('--check')) {
  await generate(committed);
  writeFileSync(manifest, after);
} else if (before !== after || (await differs())) {
  console.error(
    'packages/client is not that of openapi.json and package.json: run `npm run client` and commit the result',
  );
  process.exitCode = 1;
}
