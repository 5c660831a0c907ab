// Generates the TypeScript client from openapi.json; with --check, fails when the committed one differs.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const committed = join(root, 'test/client/generated');

async function generate(path) {
  await createClient({
    input: join(root, 'openapi.json'),
    output: { path, importFileExtension: '.js' },
    plugins: [{ name: '@hey-api/client-fetch', baseUrl: false }, '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent' },
  });
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

if (!process.argv.includes('--check')) {
  await generate(committed);
} else if (await differs()) {
  console.error(
    'the generated client is not that of openapi.json: run `npm run client` and commit the result',
  );
  process.exitCode = 1;
}
