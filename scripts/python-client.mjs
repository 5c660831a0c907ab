// Generates what clients/python has from openapi.json; with --check, fails when the committed one differs.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { pythonResourcesOf } from './python-resources.mjs';
import { PythonTypes } from './python-types.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

function read(file) {
  return readFileSync(`${root}${file}`, 'utf8');
}

const document = JSON.parse(read('openapi.json'));
const { version } = JSON.parse(read('package.json'));
const types = new PythonTypes(document.components.schemas);
const resources = pythonResourcesOf(document, types);

/** The package has the version of the server. */
const PROJECT = 'clients/python/pyproject.toml';

const FILES = {
  'clients/python/miaw_api/_resources.py': resources,
  'clients/python/miaw_api/types.py': types.module(),
  [PROJECT]: read(PROJECT).replace(/^version = ".+"$/m, `version = "${version}"`),
};

if (!process.argv.includes('--check')) {
  for (const [file, text] of Object.entries(FILES)) writeFileSync(`${root}${file}`, text);
} else {
  const stale = Object.entries(FILES).filter(([file, text]) => read(file) !== text);
  if (stale.length > 0) {
    const names = stale.map(([file]) => file).join(' and ');
    console.error(
      `${names} do not fit openapi.json and package.json: run \`npm run client\` and commit the result`,
    );
    process.exitCode = 1;
  }
}
